"""What passes between students, advisors and boards: messages, requests, tasks, petitions with their documents."""

from .desk import AdvisorTask, Message, Reminder, RemovalRequest
from .petitions import Petition, PetitionFile, PetitionStep

__all__ = ["AdvisorTask", "Message", "Petition", "PetitionFile", "PetitionStep", "Reminder", "RemovalRequest"]
