"""What states, deeds and roles are called."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "role": _("changed a role"),
    "review_door": _("opened a door for reviews"),
    "network_key": _("set the keys of a network"),
    "network_key_removed": _("removed the keys of a network"),
    "review_door_closed": _("closed a door for reviews"),
    "theme data": _("changed what themes may read"),
    "place_codes": _("made codes for a place"),
    "place_codes_ended": _("ended codes for a place"),
    "api key made": _("made an API key"),
    "api key revoked": _("revoked an API key"),
    "publish": _("published rules"),
    "draft": _("saved a draft"),
    "draft_dropped": _("threw a draft away"),
    "draft_undone": _("undid a change of the draft"),
    "preset": _("made a draft of a preset"),
    "went_back": _("went back to an older version"),
    "points adjusted": _("adjusted a balance"),
    "adjustment limits": _("changed how much one person may adjust"),
    "adjustment asked": _("asked a second person for an adjustment"),
    "adjustment approved": _("approved an adjustment"),
    "adjustment refused": _("refused an adjustment"),
    "adjustment withdrawn": _("withdrew a request for an adjustment"),
    "adjustments uploaded": _("uploaded a file of adjustments"),
    "adjustments posted": _("started posting a file of adjustments"),
    "adjustments discarded": _("discarded a file of adjustments"),
    "adjustments finished": _("posted a file of adjustments to its end"),
    "birthday corrected": _("corrected a birthday"),
    "points given back": _("gave expired points back"),
    "books proven": _("proved the books"),
    "deliveries.resend": _("resent deliveries"),
    "perk used": _("marked a use of a perk"),
    "perk undone": _("undid a use of a perk"),
    "reward handed over": _("handed a reward over"),
    "reward withdrawn": _("withdrew a reward"),
    "referral judged": _("judged a referral"),
    "errands.retry": _("sent news to the store again"),
    "orders.reread": _("read the store's orders again"),
    "assumptions": _("changed what simulations assume"),
    "launch": _("launched the programme with past orders"),
    "launch finished": _("posted past orders to the end"),
    "webhook.added": _("added a webhook"),
    "webhook.secret": _("gave a webhook another secret"),
    "webhook.switch": _("switched a webhook on or off"),
    "webhook.removed": _("removed a webhook"),
    "letters.switch": _("switched a letter on or off"),
    "letters.wording": _("changed what a letter says"),
    "letters.settings": _("changed how letters are sent"),
    "letters.sample": _("sent a sample of a letter"),
    "privacy.download": _("downloaded a person's data"),
}

SAID = {
    "referral_approved": {
        "tone": "good",
        "text": _("It counts: what the friend's order brings is on its way."),
    },
    "referral_denied": {"tone": "good", "text": _("It does not count; what it had brought goes back.")},
    "judged_yes": {"tone": "good", "text": _("It is accepted, and paid by the rules of its time.")},
    "judged_no": {"tone": "good", "text": _("It is refused; the member reads why.")},
    "judged_before": {"tone": "care", "text": _("It had been answered already; nothing was changed.")},
    "taken_back": {"tone": "care", "text": _("The member has taken it back; nothing was changed.")},
    "network_key_set": {"tone": "good", "text": _("Saved. A way to earn can ask for accounts there now.")},
    "network_key_removed": {"tone": "good", "text": _("Removed: nobody can link an account there any more.")},
    "door_opened": {"tone": "good", "text": _("The door is open. Give the app its address.")},
    "door_closed": {"tone": "good", "text": _("The door is closed: nobody is heard there any more.")},
    "codes_ended": {"tone": "good", "text": _("The codes are ended: from now on they count nothing.")},
    "theme_data_on": {
        "tone": "good",
        "text": _("Your theme can read it from now on; records are written within minutes."),
    },
    "theme_data_off": {"tone": "good", "text": _("Nothing more is written. What your theme has read stays.")},
    "role_changed": {"tone": "good", "text": _("The role is changed.")},
    "key_made_before": {
        "tone": "care",
        "text": _("That key was made already; its token is not shown twice. If it is lost, revoke it."),
    },
    "key_revoked": {"tone": "good", "text": _("The key is revoked: from now on it opens nothing.")},
    "key_revoked_before": {"tone": "care", "text": _("That key had been revoked already.")},
    "last_owner": {"tone": "bad", "text": _("The shop needs an owner: make somebody else an owner first.")},
    "webhooks_enough": {"tone": "bad", "text": _("Ten webhooks are the most: remove one first.")},
    "webhook_on": {"tone": "good", "text": _("It is told again, beginning with what waited.")},
    "webhook_off": {"tone": "good", "text": _("It is told nothing any more; what waits is kept.")},
    "webhook_removed": {"tone": "good", "text": _("The webhook is removed.")},
    "webhook_test": {
        "tone": "good",
        "text": _("A test is on its way; load this page again to see the answer."),
    },
    "post_again": {"tone": "good", "text": _("It goes once more, as the same event.")},
    "post_waits": {"tone": "care", "text": _("It waits to be sent anyway.")},
    "letters_settings": {"tone": "good", "text": _("Letters are sent like this from now on.")},
    "letter_on": {"tone": "good", "text": _("From now on members get that letter.")},
    "letter_off": {"tone": "good", "text": _("Members do not get that letter any more.")},
    "letter_kept": {"tone": "good", "text": _("The words are saved; the next letter says them.")},
    "letter_ours": {"tone": "good", "text": _("The letter says our words again.")},
    "sample_sent": {"tone": "good", "text": _("A sample is on its way.")},
    "sample_not_taken": {"tone": "bad", "text": _("The mail provider did not take the sample.")},
    "samples_enough": {"tone": "care", "text": _("Twenty samples in a day are enough; send more tomorrow.")},
    "resent": {"tone": "good", "text": _("The delivery is waiting to be worked again.")},
    "resent_all": {"tone": "good", "text": _("All parked deliveries are waiting to be worked again.")},
    "waiting": {
        "tone": "care",
        "text": _("That delivery is waiting to be worked anyway; nothing was resent."),
    },
    "none_parked": {"tone": "care", "text": _("No delivery is parked any more; nothing was resent.")},
    "adjusted_before": {
        "tone": "care",
        "text": _("That adjustment had been posted already; it was not posted twice."),
    },
    "draft_changed": {
        "tone": "bad",
        "text": _("Nothing was done: the draft has changed since you looked. Here it is as it stands now."),
    },
    "no_draft": {"tone": "care", "text": _("There is no draft any more; nothing was published.")},
    "sound": {"tone": "good", "text": _("The books are sound: everything was worked out anew and agrees.")},
    "broken": {"tone": "bad", "text": _("The books are not sound. Below you see what does not agree.")},
    "birthday_corrected": {"tone": "good", "text": _("The birthday is written down.")},
    "given_back": {"tone": "good", "text": _("The points are given back.")},
    "adjusted": {"tone": "good", "text": _("The balance is adjusted.")},
    "adjustment_asked": {
        "tone": "care",
        "text": _("A second person is asked; nothing is posted until somebody else approves it."),
    },
    "adjustment_asked_before": {
        "tone": "care",
        "text": _("A second person had been asked for that already; nothing was asked twice."),
    },
    "approved": {"tone": "good", "text": _("Approved: the balance is adjusted.")},
    "approved_file": {"tone": "good", "text": _("Approved: the file is being posted.")},
    "refused": {"tone": "good", "text": _("Refused. Nothing was posted.")},
    "withdrawn": {"tone": "good", "text": _("Withdrawn. Nothing was posted.")},
    "answered_before": {
        "tone": "care",
        "text": _("Somebody had answered that request already; nothing was done twice."),
    },
    "not_yours": {
        "tone": "bad",
        "text": _("Nobody answers their own request; others can only be withdrawn by who asked."),
    },
    "member_gone": {"tone": "bad", "text": _("The member has been erased meanwhile. Refuse the request.")},
    "not_enough_now": {
        "tone": "bad",
        "text": _("Nothing was posted: the member does not have so many points any more."),
    },
    "limits_set": {"tone": "good", "text": _("The limits are changed.")},
    "limits_same": {"tone": "care", "text": _("The limits were so already.")},
    "file_checked": {"tone": "good", "text": _("Checked again; this is how the file stands now.")},
    "file_started": {"tone": "good", "text": _("Posting has begun. You may leave this page; it goes on.")},
    "file_asked": {
        "tone": "care",
        "text": _("A second person is asked; nothing is posted until somebody else approves the file."),
    },
    "file_discarded": {"tone": "good", "text": _("The file is discarded. Nothing was posted.")},
    "file_not_open": {
        "tone": "care",
        "text": _("Somebody had posted or discarded that file already; nothing was done twice."),
    },
    "perk_used": {"tone": "good", "text": _("The use is marked.")},
    "perk_undone": {"tone": "good", "text": _("The use is undone; it can be used again.")},
    "perk_not_undone": {"tone": "care", "text": _("That use had been undone already.")},
    "perk_used_up": {
        "tone": "bad",
        "text": _("Nothing was marked: somebody has used the last one meanwhile."),
    },
    "no_such_perk": {
        "tone": "bad",
        "text": _("Nothing was marked: the member's tier or plan does not bring this perk (any more)."),
    },
    "handed_over": {"tone": "good", "text": _("Marked as handed over. Its points are gone for good.")},
    "settled": {"tone": "good", "text": _("It is marked as settled.")},
    "not_to_settle": {"tone": "care", "text": _("Nothing was marked: there is nothing (more) to settle.")},
    "not_to_hand_over": {
        "tone": "care",
        "text": _("Nothing was marked: this one is not (any more) to be handed over."),
    },
    "reward_withdrawn": {
        "tone": "good",
        "text": _("It is being withdrawn: first it dies in the store, then the points come back."),
    },
    "not_to_withdraw": {
        "tone": "care",
        "text": _("Nothing was withdrawn: the reward has been used or ended meanwhile."),
    },
    "reward_given": {"tone": "good", "text": _("The reward is given.")},
    "reward_given_before": {
        "tone": "care",
        "text": _("That reward had been given already; it was not given twice."),
    },
    "errand_again": {"tone": "good", "text": _("It will be sent to the store again in a few seconds.")},
    "errands_again": {"tone": "good", "text": _("All of them will be sent to the store again.")},
    "no_errands": {"tone": "care", "text": _("Nothing waits to be sent again.")},
    "assumed": {"tone": "good", "text": _("The assumptions are changed; every run is shown by them.")},
    "published": {"tone": "good", "text": _("The rules are published. They apply to orders from now on.")},
    "draft_saved": {
        "tone": "good",
        "text": _("The draft is saved. Nothing changes for members until you publish."),
    },
    "part_copied": {"tone": "good", "text": _("Copied. The copy stands below the one it was made from.")},
    "part_deleted": {"tone": "good", "text": _("Deleted from the draft. Undo brings it back.")},
    "part_moved": {"tone": "good", "text": _("Moved.")},
    "part_named": {
        "tone": "bad",
        "text": _("Nothing was done: a campaign or a limit names it. Take it off there first."),
    },
    "preset_taken": {
        "tone": "good",
        "text": _("The preset is your draft now. Change what you like; nothing happens until you publish."),
    },
    "undone": {"tone": "good", "text": _("Undone: the draft is what it was before.")},
    "not_undone": {
        "tone": "care",
        "text": _("Nothing was undone: somebody changed the draft meanwhile. Here it is as it stands now."),
    },
    "went_back": {
        "tone": "good",
        "text": _("You are back. Orders from now on earn by these rules; what was earned stays."),
    },
    "draft_dropped": {"tone": "good", "text": _("The draft is gone; the published rules are unchanged.")},
}


def role_names() -> list[tuple[str, str, str]]:
    """Role, its name, what it may do."""
    return [
        ("owner", str(_("Owner")), str(_("everything, publishing and roles included"))),
        ("staff", str(_("Staff")), str(_("adjust balances, resend deliveries, prepare rules"))),
        ("reader", str(_("Reader")), str(_("look, change nothing"))),
    ]


def delivery_states() -> list[tuple[str, str, str]]:
    """State, its name, the tone of its badge."""
    return [
        ("ready", str(_("waiting")), ""),
        ("worked", str(_("worked")), "good"),
        ("ignored", str(_("ignored")), ""),
        ("parked", str(_("parked")), "bad"),
    ]


def errand_states() -> list[tuple[str, str, str]]:
    """State, its name, the tone of its badge."""
    return [
        ("waiting", str(_("waiting")), "care"),
        ("dead", str(_("given up")), "bad"),
        ("done", str(_("done")), "good"),
    ]
