"""What registration tells whoever stands right of it, in the transaction in which it happens.

Receivers write rows and nothing else: no mail, no queue, nothing slow.
"""

from django.dispatch import Signal

# term_id, student_ids, event, state, note, actor_id: an event of transitions.TABLE was carried out; not of "begin", with
# which a list comes to be, so that nothing can hang on it yet
moved = Signal()
not_opened = Signal()  # term_id, student_id, course_ids: courses of the list do not open (OMU-17)
section_changed = Signal()  # term_id, section_id, student_ids, figures: moved, cancelled or another instructor
not_restored = Signal()  # term_id, student_id, section_ids: lines of the approved list whose seats were gone (METU-35)
