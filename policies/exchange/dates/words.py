"""How dates are written, and the words before them that say what they mean, in six languages."""

from __future__ import annotations

EFFECTIVE = (
    r"effective|(?:in|into) effect|takes? effect|(?:comes?|came) into (?:force|effect)|in force"
    r"|valid (?:from|since)|applies (?:from|since)"
    r"|g(?:ü|ue)ltig (?:ab|seit)|gilt (?:ab|seit)|in kraft(?: getreten)?|wirksam (?:ab|seit)"
    r"|inkrafttreten|tr(?:itt|eten)(?=[^.]{0,60}\d.{0,20}?\sin kraft)"
    r"|en vigueur|(?:prise|date) d['’]effet|pren(?:d|dra|nent) effet|valable à"
    r"|applicables? (?:à|au|depuis)"
    r"|vigente desde|entrada en vigor|in vigore|in werking|geldig vanaf|ingangsdatum"
)
UPDATED = (
    r"(?:(?:last|latest|most recently)[ -]?)?"
    r"(?:up-?dated?|modif(?:ied|ication)|revis(?:ed|ion)|amended|changed?)"
    r"|last (?:edited|reviewed)"
    r"|stand|zuletzt (?:aktualisiert|geändert|überarbeitet)|letzte (?:aktualisierung|änderung)"
    r"|aktualisiert|fassung(?= vom)|version(?= (?:du|vom|of|dated))"
    r"|dernière (?:mise à jour|modification|révision)|mise? à jour|date de mise à jour"
    r"|última actualización|ultimo aggiornamento|laatst (?:bijgewerkt|gewijzigd)"
)
CREATED = (
    r"created|adopted|(?:first |originally )?published|posted|issued|date of (?:issue|publication)"
    r"|veröffentlicht|erstellt|publiée?|créée?|adoptée?|publicado|pubblicato|gepubliceerd"
)
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo"
    r"|(?:lune|marte|mercole|giove|vener)d[iì]|sabato|domenica"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
)
GAP = (
    rf"(?:{_WEEKDAY}|[\s:;,()\[\]–—-]|date|dated|as|of|on|is|was|are|from|since|in|this|our|the|these|privacy|"
    r"policy|statement|notice|terms|version|with|le|la|du|de|au|depuis|partir|compter|à|ab|am|vom|"
    r"datenschutzerklärung|nutzungsbedingungen|erklärung|bedingungen|richtlinie|fassung|présente|"
    r"politique|confidentialité|conditions|générales|"
    r"den|der|dem|die|das|zum|seit|el|il|al|dal|per|op|van|desde|d['’]entrée){0,20}?"
)
MONTH = (
    r"(?:jan|jän|f[eé]v|feb|m[aäo]r|maart|a[pv]r|abr|ma[iyg]|mei|ju[nil]|giu|lug|gen|ene|a[ug]g|ago"
    r"|ao[uû]|sep|set|o[ck]t|ott|nov|de[czs]|déc|dic)[^\W\d_]{0,9}\.?"
)
YEAR = r"(?:19|20)\d\d"
DATE = (
    rf"(?P<iso>{YEAR}-\d\d-\d\d)(?!\d)"
    rf"|(?P<dotted>\d{{1,2}}\.\s?\d{{1,2}}\.\s?{YEAR})(?!\d)"
    rf"|(?P<slashed>\d{{1,2}}[/-]\d{{1,2}}[/-]{YEAR})(?!\d)"
    rf"|(?P<backwards>{YEAR}/\d{{1,2}}/\d{{1,2}})(?!\d)"
    rf"|(?P<american>{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{YEAR})(?!\d)"
    rf"|(?P<european>\d{{1,2}}(?:st|nd|rd|th|er|re|º|°|\.)?\s(?:of\s|de\s|di\s)?{MONTH},?\s(?:de\s|del\s)?{YEAR})(?!\d)"
    rf"|(?P<month>{MONTH},?\s(?:de\s|of\s)?{YEAR})(?!\d)"
    rf"|(?P<number>\d{{1,2}}/{YEAR})(?!\d)"
    rf"|(?P<year>{YEAR})(?![\d/-])"
)
