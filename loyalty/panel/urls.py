"""The panel's pages. A test walks this list: every view must be guarded."""

from django.urls import path

from loyalty.panel.activities.answers import answers, answers_file
from loyalty.panel.activities.codes import codes, end_codes, print_codes
from loyalty.panel.activities.networks import network_keys
from loyalty.panel.activities.queue import activities, judge, picture
from loyalty.panel.activities.reviews import close_review_door, review_doors
from loyalty.panel.adjust_limits import change_limits
from loyalty.panel.api_keys import api_keys, revoke_api_key
from loyalty.panel.books import books, prove_books
from loyalty.panel.books_donations import books_donations
from loyalty.panel.books_owed import books_owed, books_owed_file
from loyalty.panel.campaigns import (
    campaigns,
    campaigns_deed,
    campaigns_new,
    campaigns_one,
    campaigns_stacking,
)
from loyalty.panel.caps import caps, caps_deed, caps_new, caps_one
from loyalty.panel.data_requests import download_data
from loyalty.panel.deliveries import deliveries, delivery, resend, resend_all
from loyalty.panel.document_page import document_file, document_page
from loyalty.panel.earning import earning, earning_example
from loyalty.panel.earning_publish import drop_draft, publish_rules, rebase_draft, version_page
from loyalty.panel.errands import errands, retry_all_errands, retry_errand
from loyalty.panel.expiry_example import expiry_example
from loyalty.panel.gallery import gallery, gallery_cost, use_preset
from loyalty.panel.home import home
from loyalty.panel.language import choose_language
from loyalty.panel.letters import integrations, letters, switch_letter
from loyalty.panel.letters_one import letter, letter_preview
from loyalty.panel.many import many, sample
from loyalty.panel.many_errors import many_errors
from loyalty.panel.many_one import many_deed, many_one, many_progress
from loyalty.panel.members import members
from loyalty.panel.members_adjust import adjust_member
from loyalty.panel.members_as_of import member_as_of
from loyalty.panel.members_birthday import correct_member_birthday
from loyalty.panel.members_one import member
from loyalty.panel.members_reinstate import reinstate_member
from loyalty.panel.members_tier import undo_member_perk, use_member_perk
from loyalty.panel.parts.urls import urlpatterns as parts_urls
from loyalty.panel.redemptions.deeds import hand_over, retry_redemption, retry_redemptions, settle, withdraw
from loyalty.panel.redemptions.give import give_member
from loyalty.panel.redemptions.listed import redemptions, redemptions_file
from loyalty.panel.redemptions.one import redemption
from loyalty.panel.referrals.queue import judge_referral, referrals
from loyalty.panel.referrals.rules import referral
from loyalty.panel.requests import answer_request, requests
from loyalty.panel.shop_choice import choose_shop
from loyalty.panel.shop_settings import change_role, shop_settings
from loyalty.panel.simulate import change_assumptions, play, read_past, simulate
from loyalty.panel.simulate_compare import compare_runs
from loyalty.panel.simulate_launch import launch, launch_deed, launch_progress, preview_launch
from loyalty.panel.simulate_one import run_deed, run_progress, simulate_one
from loyalty.panel.simulate_past import past_deed, past_progress
from loyalty.panel.theme_data import theme_data
from loyalty.panel.undo import undo_draft
from loyalty.panel.versions import version_back, versions
from loyalty.panel.ways import ways, ways_deed, ways_new, ways_one
from loyalty.panel.webhooks import (
    replay_post,
    replay_posts,
    webhook_deed,
    webhook_log,
    webhook_post,
    webhooks,
)
from loyalty.panel.what_if import what_if
from loyalty.panel.why import why

app_name = "panel"
urlpatterns = [
    path("", home, name="home"),
    path("earning/", earning, name="earning"),
    path("earning/example/", earning_example, name="earning_example"),
    path("earning/expiry/", expiry_example, name="expiry_example"),
    path("earning/publish/", publish_rules, name="earning_publish"),
    path("earning/rebase/", rebase_draft, name="earning_rebase"),
    path("earning/drop/", drop_draft, name="earning_drop"),
    path("earning/undo/", undo_draft, name="undo_draft"),
    path("earning/what-if/", what_if, name="what_if"),
    path("earning/presets/", gallery, name="gallery"),
    path("earning/presets/<slug:preset_id>/cost/", gallery_cost, name="gallery_cost"),
    path("earning/presets/<slug:preset_id>/use/", use_preset, name="gallery_use"),
    path("earning/document/", document_page, name="document"),
    path("earning/document/programme.json", document_file, name="document_file"),
    path("earning/versions/", versions, name="versions"),
    path("earning/versions/<int:version>/", version_page, name="earning_version"),
    path("earning/versions/<int:version>/back/", version_back, name="version_back"),
    path("earning/ways/", ways, name="ways"),
    path("earning/ways/new/", ways_new, name="ways_new"),
    path("earning/ways/<slug:part_id>/edit/", ways_one, name="ways_one"),
    path("earning/ways/<slug:part_id>/deed/", ways_deed, name="ways_deed"),
    path("earning/campaigns/", campaigns, name="campaigns"),
    path("earning/campaigns/new/", campaigns_new, name="campaigns_new"),
    path("earning/campaigns/stacking/", campaigns_stacking, name="campaigns_stacking"),
    path("earning/campaigns/<slug:part_id>/edit/", campaigns_one, name="campaigns_one"),
    path("earning/campaigns/<slug:part_id>/deed/", campaigns_deed, name="campaigns_deed"),
    path("earning/limits/", caps, name="caps"),
    path("earning/limits/new/", caps_new, name="caps_new"),
    path("earning/limits/<slug:part_id>/edit/", caps_one, name="caps_one"),
    path("earning/limits/<slug:part_id>/deed/", caps_deed, name="caps_deed"),
    path("earning/friends/", referral, name="referral"),
    *parts_urls,
    path("activities/", activities, name="activities"),
    path("activities/<int:activity_id>/judge/", judge, name="activities_judge"),
    path("activities/<int:activity_id>/picture/", picture, name="activities_picture"),
    path("activities/answers/", answers, name="activities_answers"),
    path("activities/answers/answers.csv", answers_file, name="activities_answers_file"),
    path("activities/networks/", network_keys, name="activities_networks"),
    path("activities/reviews/", review_doors, name="activities_reviews"),
    path("activities/reviews/<int:door_id>/close/", close_review_door, name="activities_close_door"),
    path("activities/codes/", codes, name="activities_codes"),
    path("activities/codes/<int:code_id>/print/", print_codes, name="activities_print"),
    path("activities/codes/<int:code_id>/end/", end_codes, name="activities_end_codes"),
    path("books/", books, name="books"),
    path("books/waiting/", books_owed, name="books_owed"),
    path("books/waiting/waiting.csv", books_owed_file, name="books_owed_file"),
    path("books/donations/", books_donations, name="books_donations"),
    path("books/prove/", prove_books, name="books_prove"),
    path("members/", members, name="members"),
    path("members/why/", why, name="why"),
    path("members/referrals/", referrals, name="referrals"),
    path("members/referrals/<int:claim_id>/judge/", judge_referral, name="judge_referral"),
    path("members/many/", many, name="many"),
    path("members/many/sample.csv", sample, name="many_sample"),
    path("members/many/<int:upload_id>/", many_one, name="many_one"),
    path("members/many/<int:upload_id>/deed/", many_deed, name="many_deed"),
    path("members/many/<int:upload_id>/progress/", many_progress, name="many_progress"),
    path("members/many/<int:upload_id>/errors.csv", many_errors, name="many_errors"),
    path("members/redemptions/", redemptions, name="redemptions"),
    path("members/redemptions/redemptions.csv", redemptions_file, name="redemptions_file"),
    path("members/redemptions/retry/", retry_redemptions, name="retry_redemptions"),
    path("members/redemptions/<str:public>/", redemption, name="redemption"),
    path("members/redemptions/<str:public>/hand-over/", hand_over, name="redemption_hand_over"),
    path("members/redemptions/<str:public>/withdraw/", withdraw, name="redemption_withdraw"),
    path("members/redemptions/<str:public>/settle/", settle, name="redemption_settle"),
    path("members/redemptions/<str:public>/retry/", retry_redemption, name="redemption_retry"),
    path("members/<int:member_id>/", member, name="member"),
    path("members/<int:member_id>/give/", give_member, name="member_give"),
    path("members/<int:member_id>/as-of/", member_as_of, name="member_as_of"),
    path("members/<int:member_id>/reinstate/", reinstate_member, name="member_reinstate"),
    path("members/<int:member_id>/adjust/", adjust_member, name="member_adjust"),
    path("members/<int:member_id>/birthday/", correct_member_birthday, name="member_birthday"),
    path("members/<int:member_id>/perks/", use_member_perk, name="member_perk"),
    path("members/<int:member_id>/perks/<int:use_id>/undo/", undo_member_perk, name="member_perk_undo"),
    path("requests/", requests, name="requests"),
    path("requests/<int:request_id>/", answer_request, name="answer_request"),
    path("deliveries/", deliveries, name="deliveries"),
    path("deliveries/resend/", resend_all, name="resend_all"),
    path("deliveries/store/", errands, name="errands"),
    path("deliveries/store/retry/", retry_all_errands, name="retry_errands"),
    path("deliveries/store/<int:errand_id>/retry/", retry_errand, name="retry_errand"),
    path("deliveries/<int:delivery_id>/", delivery, name="delivery"),
    path("deliveries/<int:delivery_id>/resend/", resend, name="resend"),
    path("integrations/", integrations, name="integrations"),
    path("integrations/letters/", letters, name="letters"),
    path("integrations/letters/<slug:kind>/", letter, name="letter"),
    path("integrations/letters/<slug:kind>/preview/", letter_preview, name="letter_preview"),
    path("integrations/letters/<slug:kind>/switch/", switch_letter, name="letter_switch"),
    path("integrations/webhooks/", webhooks, name="webhooks"),
    path("integrations/webhooks/<int:webhook_id>/", webhook_log, name="webhook_log"),
    path("integrations/webhooks/<int:webhook_id>/deed/", webhook_deed, name="webhook_deed"),
    path("integrations/webhooks/<int:webhook_id>/replay/", replay_posts, name="replay_posts"),
    path("integrations/webhooks/events/<int:post_id>/", webhook_post, name="webhook_post"),
    path("integrations/webhooks/events/<int:post_id>/replay/", replay_post, name="replay_post"),
    path("settings/", shop_settings, name="settings"),
    path("settings/keys/", api_keys, name="api_keys"),
    path("settings/keys/<int:key_id>/revoke/", revoke_api_key, name="revoke_api_key"),
    path("settings/limits/", change_limits, name="limits"),
    path("settings/theme/", theme_data, name="theme_data"),
    path("settings/language/", choose_language, name="language"),
    path("settings/data/<int:request_id>/", download_data, name="download_data"),
    path("settings/staff/<int:staff_id>/", change_role, name="change_role"),
    path("simulate/", simulate, name="simulate"),
    path("simulate/past/", read_past, name="read_past"),
    path("simulate/past/<int:past_id>/progress/", past_progress, name="past_progress"),
    path("simulate/past/<int:past_id>/deed/", past_deed, name="past_deed"),
    path("simulate/assumptions/", change_assumptions, name="assumptions"),
    path("simulate/play/", play, name="simulate_play"),
    path("simulate/compare/", compare_runs, name="simulate_compare"),
    path("simulate/<int:run_id>/", simulate_one, name="simulate_one"),
    path("simulate/<int:run_id>/progress/", run_progress, name="run_progress"),
    path("simulate/<int:run_id>/deed/", run_deed, name="run_deed"),
    path("simulate/<int:run_id>/launch/", preview_launch, name="preview_launch"),
    path("simulate/launch/<int:launch_id>/", launch, name="launch"),
    path("simulate/launch/<int:launch_id>/progress/", launch_progress, name="launch_progress"),
    path("simulate/launch/<int:launch_id>/deed/", launch_deed, name="launch_deed"),
    path("shop/", choose_shop, name="choose_shop"),
]
