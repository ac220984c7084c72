"""Dates that a text states about itself, with their places, and those that contradict."""

from __future__ import annotations

import pytest

from policies.exchange.dates.claims import contradictions, dates_in, dates_in_name, dates_in_value
from policies.exchange.foreign import Claim, Role


def told(claims: tuple[Claim, ...]) -> list[tuple[str, str, str]]:
    """Return role, first day and precision of claims."""
    return [(str(claim.role), str(claim.first), str(claim.precision)) for claim in claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Effective date: **January 26, 2017**", [("effective", "2017-01-26", "day")]),
        (
            "Effective:May 28, 2026[Old](https://a.example)",
            [("effective", "2026-05-28", "day")],
        ),
        ("_Effective as of the 26th of January, 2018_", [("effective", "2018-01-26", "day")]),
        ("This policy takes effect on 2018-05-25.", [("effective", "2018-05-25", "day")]),
        ("In force from 1 June 2020", [("effective", "2020-06-01", "day")]),
        (
            "This Policy was created March 2015 and last updated March 31, 2016.",
            [("created", "2015-03-01", "month"), ("updated", "2016-03-31", "day")],
        ),
        ("# Last revised: Sept. 3rd, 2019", [("updated", "2019-09-03", "day")]),
        ("Last Update: Feb 10, 2026", [("updated", "2026-02-10", "day")]),
        ("Updated 25/12/2020", [("updated", "2020-12-25", "day")]),
        ("Updated 12/25/2020", [("updated", "2020-12-25", "day")]),
        ("Updated 5/5/2020", [("updated", "2020-05-05", "day")]),
        ("Last updated 10/2021", [("updated", "2021-10-01", "month")]),
        ("Last updated 2021/10/03", [("updated", "2021-10-03", "day")]),
        ("Published 2019", [("created", "2019-01-01", "year")]),
        ("Stand: 1. Januar 2020", [("updated", "2020-01-01", "day")]),
        ("Stand Mai 2018", [("updated", "2018-05-01", "month")]),
        ("Diese Erklärung ist gültig ab dem 01.02.2021.", [("effective", "2021-02-01", "day")]),
        ("Zuletzt aktualisiert am 3. März 2021", [("updated", "2021-03-03", "day")]),
        ("Dernière mise à jour : 3 mars 2021", [("updated", "2021-03-03", "day")]),
        ("En vigueur à compter du 1er août 2022", [("effective", "2022-08-01", "day")]),
        ("In Kraft getreten am 5. Mai 2018", [("effective", "2018-05-05", "day")]),
        (
            "Diese Bedingungen treten am 1. Januar 2021 in Kraft.",
            [("effective", "2021-01-01", "day")],
        ),
        ("Das Gesetz tritt am 1. Januar 2021 zurück.", []),
        ("Fassung vom 1. Juni 2020", [("updated", "2020-06-01", "day")]),
        ("Stand der Datenschutzerklärung: Mai 2018", [("updated", "2018-05-01", "month")]),
        ("Inkrafttreten: 25. Mai 2018", [("effective", "2018-05-25", "day")]),
        ("Date d’effet : 1er juillet 2019", [("effective", "2019-07-01", "day")]),
        ("Elle prend effet le 1er avril 2021", [("effective", "2021-04-01", "day")]),
        ("Conditions applicables au 25 mai 2018", [("effective", "2018-05-25", "day")]),
        ("Entrée en vigueur le 25 mai 2018", [("effective", "2018-05-25", "day")]),
        ("Version du 3 mars 2021", [("updated", "2021-03-03", "day")]),
        (
            "Mise à jour de la présente politique de confidentialité : 4 mai 2022",
            [("updated", "2022-05-04", "day")],
        ),
        ("Version 2 of 3", []),
        ("Effective Friday, May 25, 2018", [("effective", "2018-05-25", "day")]),
        ("Last updated: Thu., 24 May 2018", [("updated", "2018-05-24", "day")]),
        ("Stand: Freitag, 25. Mai 2018", [("updated", "2018-05-25", "day")]),
        ("Gültig ab Mittwoch, dem 2. Mai 2018", [("effective", "2018-05-02", "day")]),
        ("Dernière mise à jour : vendredi 25 mai 2018", [("updated", "2018-05-25", "day")]),
        (
            "Última actualización: miércoles, 3 de enero de 2018",
            [("updated", "2018-01-03", "day")],
        ),
        ("Ultimo aggiornamento: venerdì 25 maggio 2018", [("updated", "2018-05-25", "day")]),
        ("Laatst bijgewerkt: vrijdag 25 mei 2018", [("updated", "2018-05-25", "day")]),
        (
            "As the GDPR asks, this policy is effective 25 May 2018.",
            [("effective", "2018-05-25", "day")],
        ),
        ("CCPA Privacy Notice effective January 1, 2020", [("effective", "2020-01-01", "day")]),
        (
            "California Consumer Privacy Act (CCPA) Disclosures Effective January 1, 2020",
            [("effective", "2020-01-01", "day")],
        ),
        ("Data Protection Act – in force: 1 May 2020", [("effective", "2020-05-01", "day")]),
        (
            "This policy replaces the previous policy and is effective from 1 May 2020.",
            [("effective", "2020-05-01", "day")],
        ),
        ("Previous versions (last modified 1 May 2020)", [("updated", "2020-05-01", "day")]),
        ("We serve you no longer. Effective 1 May 2020", [("effective", "2020-05-01", "day")]),
        ("Última actualización: 5 de enero de 2021", [("updated", "2021-01-05", "day")]),
        ("The effective date is listed at the end.", []),
        ("It is effective on 2020-02-30.", []),
        ("Effective Marvellous 3, 2020", []),
        ("We were fined on 3 May 2019.", []),
        ("The inside effective 3", []),
    ],
)
def test_what_a_text_says_of_itself(text: str, expected: list[tuple[str, str, str]]) -> None:
    claims, warnings = dates_in(text)
    assert told(claims) == expected
    assert warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Our previous policy, effective May 1, 2016, is archived.",
        "For the earlier terms and conditions in force since 1 May 2016, write to us.",
        "This statement replaces our old privacy policy (effective 1 May 2016).",
        "Our former policy was last updated on 1 May 2016.",
        "Die frühere Datenschutzerklärung war gültig ab 1. Mai 2016.",
        "La version précédente, en vigueur depuis le 1er mai 2016, est archivée.",
        "La versión anterior, vigente desde 1 de mayo de 2016, ya no vale.",
        "The GDPR came into force on 25 May 2018.",
        "The General Data Protection Regulation came into force on 25 May 2018.",
        "Our services comply with the GDPR, in force since 25 May 2018.",
        "Die Datenschutz-Grundverordnung ist in Kraft seit 25. Mai 2018.",
        "Le RGPD est en vigueur depuis le 25 mai 2018.",
        "These terms are no longer in effect as of 1 May 2020.",
        "This policy is not in force from 1 May 2020.",
        "Diese Fassung ist nicht mehr gültig ab 1. Mai 2020.",
        "Cette politique n'est plus en vigueur depuis le 1er mai 2020.",
    ],
)
def test_what_a_text_says_of_another_is_not_taken_but_named(text: str) -> None:
    claims, (warning,) = dates_in(text)
    assert claims == ()
    assert "seems to speak of something else" in warning


def test_a_version_that_binds_from_long_before_its_file_is_doubted() -> None:
    claims = dates_in("Effective 1 May 2016")[0]
    (doubt,) = contradictions(claims + dates_in_name("2020-01-01.md")[0])
    assert doubt == (
        "“Effective 1 May 2016” (line 1, effective) is long before “2020-01-01” (file name,"
        " named); it may speak of an earlier version."
    )
    assert contradictions(claims + dates_in_name("2017-04-30.md")[0]) == ()


def test_a_claim_bears_its_place_and_words() -> None:
    (claim,), _ = dates_in("# Policy\n\nSome words.\n\nLast updated\nMarch 2016\n")
    assert (claim.where, claim.words) == ("line 5", "Last updated March 2016")
    assert str(claim.last) == "2016-03-31"
    (year,), _ = dates_in("Created 2015")
    assert str(year.last) == "2015-12-31"


def test_a_date_that_reads_two_ways_is_no_claim_but_a_warning() -> None:
    claims, warnings = dates_in("Words.\n\nLast updated: 03/04/2021")
    assert claims == ()
    assert warnings == (
        "Line 3: “03/04/2021” may mean day or month first; write the month as a word.",
    )


def test_long_paragraphs_far_down_speak_of_other_things() -> None:
    law = "A law effective as of 1 May 2019 says much. " * 10
    assert len(dates_in(law)[0]) == 1
    assert dates_in("\n\n".join(["x"] * 10 + [law]))[0] == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2017-06-09.md", [("named", "2017-06-09", "day")]),
        ("old/privacy_20170609.html", [("named", "2017-06-09", "day")]),
        ("2016-05.txt", [("named", "2016-05-01", "month")]),
        ("policy-march-2016.txt", [("named", "2016-03-01", "month")]),
        ("Privacy Policy 3 May 2018.docx", [("named", "2018-05-03", "day")]),
        ("policy_25.12.2020.txt", [("named", "2020-12-25", "day")]),
        ("policy-2016.txt", [("named", "2016-01-01", "year")]),
        ("terms-v2.md", []),
        ("12345678.md", []),
        ("README", []),
    ],
)
def test_what_a_name_says(name: str, expected: list[tuple[str, str, str]]) -> None:
    claims, warnings = dates_in_name(name)
    assert told(claims) == expected
    assert warnings == ()


@pytest.mark.parametrize("name", ["20201399.md", "x-2020-13-01.md", "policy 03-04-2020.md"])
def test_a_name_with_an_impossible_or_ambiguous_date_is_warned_of(name: str) -> None:
    claims, warnings = dates_in_name(name)
    assert claims == ()
    assert warnings[0].startswith("File name: “")


def test_a_field_is_a_date_or_a_warning() -> None:
    claims, _ = dates_in_value(Role.UPDATED, "2020-02-03T10:00:00Z", "front matter, updated")
    assert told(claims) == [("updated", "2020-02-03", "day")]
    assert dates_in_value(Role.UPDATED, "soon", "front matter, updated") == (
        (),
        ("Front matter, updated: “soon” is no date.",),
    )
    assert dates_in_value(Role.UPDATED, "3/4/2020", "x")[1] == (
        "X: “3/4/2020” may mean day or month first; write the month as a word.",
    )
    assert dates_in_value(Role.UPDATED, "31.2.2020", "x")[1] == ("X: “31.2.2020” is no date.",)


def test_contradictions_are_told_and_nothing_is_chosen() -> None:
    text = (
        "Effective 1 May 2020\n\nEffective date: 2 June 2020\n\nCreated 3 May 2021\n\n"
        "Last updated 2020\n\nLast updated May 2020"
    )
    claims = dates_in(text)[0] + dates_in_name("2019-01-01.md")[0]
    assert len(claims) == 6
    created = "“Created 3 May 2021” (line 5, created)"
    assert contradictions(claims) == (
        "Two effective dates: “Effective 1 May 2020” (line 1) and “Effective date: 2 June 2020”"
        " (line 3).",
        f"“Last updated 2020” (line 7, updated) is before {created}.",
        f"“Last updated May 2020” (line 9, updated) is before {created}.",
        "“2019-01-01” (file name, named) is before “Last updated 2020” (line 7, updated).",
        "“2019-01-01” (file name, named) is before “Last updated May 2020” (line 9, updated).",
    )
