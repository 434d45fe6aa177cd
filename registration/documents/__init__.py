"""Papers asked for at the Registrar's Office: certificates at the desk or by cargo, a new identity card for a lost one."""
