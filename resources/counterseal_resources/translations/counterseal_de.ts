<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Counterseal</name>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>(empty list)</source>
        <translation>(leere Liste)</translation>
    </message>
    <message>
        <source>(empty text)</source>
        <translation>(leerer Text)</translation>
    </message>
    <message numerus="yes">
        <source>({count}) Counterseal</source>
        <translation><numerusform>({count}) Counterseal</numerusform><numerusform>({count}) Counterseal</numerusform></translation>
    </message>
    <message>
        <source>1  The newcomer's card</source>
        <translation>1  Die Karte der neuen Person</translation>
    </message>
    <message>
        <source>1 action in {days} days, {alone} of them alone.</source>
        <translation>1 Aktion in {days} Tagen, davon {alone} allein.</translation>
    </message>
    <message>
        <source>1 agent waits while this is closed</source>
        <translation>1 Agent wartet, solange dies geschlossen ist</translation>
    </message>
    <message>
        <source>1 agent watched</source>
        <translation>1 Agent beobachtet</translation>
    </message>
    <message>
        <source>1 changed</source>
        <translation>1 geändert</translation>
    </message>
    <message>
        <source>1 decision</source>
        <translation>1 Entscheidung</translation>
    </message>
    <message>
        <source>1 earlier call was edited.</source>
        <translation>1 früherer Aufruf wurde geändert.</translation>
    </message>
    <message>
        <source>1 entry</source>
        <translation>1 Eintrag</translation>
    </message>
    <message>
        <source>1 entry here is newer than any head kept outside this profile: who has every key of this machine could change that without being found.</source>
        <translation>1 Eintrag hier ist neuer als jeder Kopf, der außerhalb dieses Profils aufbewahrt wird: Wer jeden Schlüssel dieses Rechners hat, könnte ihn unbemerkt ändern.</translation>
    </message>
    <message>
        <source>1 entry is older than {days} days.</source>
        <translation>1 Eintrag ist älter als {days} Tage.</translation>
    </message>
    <message>
        <source>1 found</source>
        <translation>1 gefunden</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1 key, each proved to be the newcomer's own.</source>
        <translation>1 Schlüssel, nachweislich der eigene der neuen Person.</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>1 minute ago ({time})</source>
        <translation>vor 1 Minute ({time})</translation>
    </message>
    <message>
        <source>1 minute left</source>
        <translation>noch 1 Minute</translation>
    </message>
    <message>
        <source>1 more</source>
        <translation>1 weiteres</translation>
    </message>
    <message>
        <source>1 more change</source>
        <translation>1 weitere Änderung</translation>
    </message>
    <message>
        <source>1 more line</source>
        <translation>1 weitere Zeile</translation>
    </message>
    <message>
        <source>1 more line of the facts is folded away.</source>
        <translation>1 weitere Zeile der Fakten ist eingeklappt.</translation>
    </message>
    <message>
        <source>1 more would have gone otherwise</source>
        <translation>1 weitere wäre anders verlaufen</translation>
    </message>
    <message>
        <source>1 more: find it by name.</source>
        <translation>1 weiteres: über den Namen zu finden.</translation>
    </message>
    <message>
        <source>1 past its time</source>
        <translation>1 über der Zeit</translation>
    </message>
    <message>
        <source>1 person</source>
        <translation>1 Person</translation>
    </message>
    <message>
        <source>1 record that is no step was passed over.</source>
        <translation>1 Datensatz, der kein Schritt ist, wurde übergangen.</translation>
    </message>
    <message>
        <source>1 source live</source>
        <translation>1 Quelle verbunden</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 Schritt</translation>
    </message>
    <message>
        <source>1 step below</source>
        <translation>1 Schritt darunter</translation>
    </message>
    <message>
        <source>1,000.5</source>
        <translation>1 000,5</translation>
    </message>
    <message>
        <source>15 minutes</source>
        <translation>15 Minuten</translation>
    </message>
    <message>
        <source>2  The code from the newcomer's own screen</source>
        <translation>2  Der Code vom eigenen Bildschirm der neuen Person</translation>
    </message>
    <message>
        <source>3  What they may do</source>
        <translation>3  Was die Person darf</translation>
    </message>
    <message>
        <source>3 hours</source>
        <translation>3 Stunden</translation>
    </message>
    <message>
        <source>90 % within (p90)</source>
        <translation>90 % innerhalb (p90)</translation>
    </message>
    <message>
        <source>90 % within {p90}.</source>
        <translation>90 % innerhalb von {p90}.</translation>
    </message>
    <message>
        <source>90 % within {time}</source>
        <translation>90 % innerhalb von {time}</translation>
    </message>
    <message>
        <source>99 % within (p99)</source>
        <translation>99 % innerhalb (p99)</translation>
    </message>
    <message>
        <source>A backup of Counterseal</source>
        <translation>Eine Sicherung von Counterseal</translation>
    </message>
    <message>
        <source>A bundle of your own log, opened to read</source>
        <translation>Ein Nachweispaket Ihres eigenen Logs, zum Lesen geöffnet</translation>
    </message>
    <message>
        <source>A call outside them does not run alone.</source>
        <translation>Ein Aufruf außerhalb läuft nicht allein.</translation>
    </message>
    <message>
        <source>A date reads like 2026-11-21</source>
        <translation>Ein Datum schreibt man 2026-11-21</translation>
    </message>
    <message>
        <source>A day is written as 2026-11-21.</source>
        <translation>Ein Tag wird so geschrieben: 2026-11-21.</translation>
    </message>
    <message>
        <source>A file outside the profile</source>
        <translation>Eine Datei außerhalb des Profils</translation>
    </message>
    <message>
        <source>A folder without a profile opens the welcome, where one can be made.</source>
        <translation>Ein Ordner ohne Profil öffnet die Begrüßung, wo eines erstellt werden kann.</translation>
    </message>
    <message>
        <source>A later start may only ask to be shown something</source>
        <translation>Ein späterer Start darf nur bitten, etwas anzuzeigen</translation>
    </message>
    <message>
        <source>A link is text</source>
        <translation>Ein Link ist Text</translation>
    </message>
    <message>
        <source>A link reads counterseal://action/ID.</source>
        <translation>Ein Link lautet counterseal://action/ID.</translation>
    </message>
    <message>
        <source>A mandate always ends.</source>
        <translation>Ein Mandat hat immer ein Ende.</translation>
    </message>
    <message>
        <source>A name and an address are needed.</source>
        <translation>Ein Name und eine Adresse sind nötig.</translation>
    </message>
    <message>
        <source>A new action waits</source>
        <translation>Eine neue Aktion wartet</translation>
    </message>
    <message>
        <source>A number is needed, with a decimal point</source>
        <translation>Eine Zahl ist nötig, mit Dezimalpunkt</translation>
    </message>
    <message>
        <source>A passphrase</source>
        <translation>Eine Passphrase</translation>
    </message>
    <message>
        <source>A person changed it. Earlier approvals no longer count.</source>
        <translation>Eine Person hat sie geändert. Frühere Genehmigungen zählen nicht mehr.</translation>
    </message>
    <message>
        <source>A profile's folder, or an empty one</source>
        <translation>Der Ordner eines Profils, oder ein leerer</translation>
    </message>
    <message>
        <source>A question that nobody answers</source>
        <translation>Eine Frage, die niemand beantwortet</translation>
    </message>
    <message>
        <source>A reason is required at {risk}.</source>
        <translation>Bei {risk} ist eine Begründung nötig.</translation>
    </message>
    <message>
        <source>A reason is required; it goes into the signed record.</source>
        <translation>Eine Begründung ist nötig; sie kommt in die signierte Aufzeichnung.</translation>
    </message>
    <message>
        <source>A registered agent: its owner, level and mandate count for what comes.</source>
        <translation>Ein registrierter Agent: Sein Eigentümer, seine Stufe und sein Mandat gelten für das, was kommt.</translation>
    </message>
    <message>
        <source>A reset needs a reason and your passphrase, and the signature of a second person.</source>
        <translation>Eine Rücksetzung braucht eine Begründung, Ihre Passphrase und die Signatur einer zweiten Person.</translation>
    </message>
    <message>
        <source>A reset needs a reason and your passphrase.</source>
        <translation>Eine Rücksetzung braucht eine Begründung und Ihre Passphrase.</translation>
    </message>
    <message>
        <source>A search needs a name.</source>
        <translation>Eine Suche braucht einen Namen.</translation>
    </message>
    <message>
        <source>A second person must sign this too. Until then nothing changes; it waits for them for 7 days.</source>
        <translation>Auch eine zweite Person muss dies signieren. Bis dahin ändert sich nichts; es wartet 7 Tage auf sie.</translation>
    </message>
    <message>
        <source>A separate Counterseal gateway</source>
        <translation>Ein eigenständiges Counterseal-Gateway</translation>
    </message>
    <message>
        <source>A signature for each, over exactly what stands here.</source>
        <translation>Eine Signatur für jede, über genau das, was hier steht.</translation>
    </message>
    <message>
        <source>A signed order goes out as a halt would, and each agent process answers that it heard it. Nothing is stopped and nothing waits for it; the times go into the ledger.</source>
        <translation>Eine signierte Anordnung geht hinaus wie ein Not-Halt, und jeder Agentenprozess antwortet, dass er sie gehört hat. Nichts wird angehalten und nichts wartet deswegen; die Zeiten kommen ins Protokoll.</translation>
    </message>
    <message>
        <source>A test of Counterseal's notifications</source>
        <translation>Ein Test der Benachrichtigungen von Counterseal</translation>
    </message>
    <message>
        <source>A test tells what is wrong before anything is kept.</source>
        <translation>Ein Test sagt, was nicht stimmt, bevor etwas gespeichert wird.</translation>
    </message>
    <message>
        <source>A third of the time each: reviewers, deputy, owner.</source>
        <translation>Je ein Drittel der Zeit: Prüfer, Stellvertretung, Eigentümer.</translation>
    </message>
    <message>
        <source>A time reads 22:00</source>
        <translation>Eine Uhrzeit schreibt man 22:00</translation>
    </message>
    <message>
        <source>A value is needed</source>
        <translation>Ein Wert ist nötig</translation>
    </message>
    <message>
        <source>A view is what the list is narrowed to and how it is grouped. It is yours, on this machine.</source>
        <translation>Eine Ansicht ist, worauf die Liste eingegrenzt und wie sie gruppiert ist. Sie gehört Ihnen, auf diesem Rechner.</translation>
    </message>
    <message>
        <source>A view needs a name.</source>
        <translation>Eine Ansicht braucht einen Namen.</translation>
    </message>
    <message>
        <source>A whole number is needed</source>
        <translation>Eine ganze Zahl ist nötig</translation>
    </message>
    <message>
        <source>A2A agent</source>
        <translation>A2A-Agent</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API-Schlüssel</translation>
    </message>
    <message>
        <source>API key (optional)</source>
        <translation>API-Schlüssel (optional)</translation>
    </message>
    <message>
        <source>Above L1 Operator it needs a charter: what it is for, and who answers.</source>
        <translation>Über L1 Bediener braucht er einen Auftrag: wozu er da ist und wer ihn verantwortet.</translation>
    </message>
    <message>
        <source>Above L1 it needs a charter first.</source>
        <translation>Über L1 braucht er zuerst einen Auftrag.</translation>
    </message>
    <message>
        <source>Accept this history</source>
        <translation>Diesen Verlauf annehmen</translation>
    </message>
    <message>
        <source>Accept this history…</source>
        <translation>Diesen Verlauf annehmen…</translation>
    </message>
    <message>
        <source>Accepted: signed, entry {seq}. Decisions can be signed again.</source>
        <translation>Angenommen: signiert, Eintrag {seq}. Entscheidungen können wieder signiert werden.</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>Actions a day</source>
        <translation>Aktionen pro Tag</translation>
    </message>
    <message>
        <source>Actions and decisions by day</source>
        <translation>Aktionen und Entscheidungen pro Tag</translation>
    </message>
    <message>
        <source>Actions at the end of the day</source>
        <translation>Aktionen am Ende des Tages</translation>
    </message>
    <message>
        <source>Actions of agents that you answer for, and what was escalated to you</source>
        <translation>Aktionen von Agenten, die Sie verantworten, und was an Sie eskaliert wurde</translation>
    </message>
    <message>
        <source>Actions that wait</source>
        <translation>Wartende Aktionen</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Add a bound</source>
        <translation>Grenze hinzufügen</translation>
    </message>
    <message>
        <source>Add a budget</source>
        <translation>Budget hinzufügen</translation>
    </message>
    <message>
        <source>Add a group</source>
        <translation>Gruppe hinzufügen</translation>
    </message>
    <message>
        <source>Add a limit</source>
        <translation>Grenze hinzufügen</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>Notiz hinzufügen</translation>
    </message>
    <message>
        <source>Add a note…</source>
        <translation>Notiz hinzufügen…</translation>
    </message>
    <message>
        <source>Add an argument</source>
        <translation>Argument hinzufügen</translation>
    </message>
    <message>
        <source>Add names</source>
        <translation>Namen hinzufügen</translation>
    </message>
    <message>
        <source>Add the note</source>
        <translation>Notiz hinzufügen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address and secrets are kept in {place}.</source>
        <translation>Adresse und Geheimnisse liegen in {place}.</translation>
    </message>
    <message>
        <source>Address of the webhook</source>
        <translation>Adresse des Webhooks</translation>
    </message>
    <message>
        <source>Against the charters</source>
        <translation>Verglichen mit den Aufträgen</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Agent and measure</source>
        <translation>Agent und Maß</translation>
    </message>
    <message>
        <source>Agent registered</source>
        <translation>Agent registriert</translation>
    </message>
    <message>
        <source>Agent to halt</source>
        <translation>Anzuhaltender Agent</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>All agents of an owner</source>
        <translation>Alle Agenten eines Eigentümers</translation>
    </message>
    <message>
        <source>All agents of {owner}</source>
        <translation>Alle Agenten von {owner}</translation>
    </message>
    <message>
        <source>All answered, the slowest after {time}.</source>
        <translation>Alle antworteten, der langsamste nach {time}.</translation>
    </message>
    <message>
        <source>All as delivered</source>
        <translation>Alle wie ausgeliefert</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>All logs</source>
        <translation>Alle Logs</translation>
    </message>
    <message>
        <source>All rows found as {ending}…</source>
        <translation>Alle gefundenen Zeilen als {ending}…</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>Allowed by policy</source>
        <translation>Vom Regelwerk erlaubt</translation>
    </message>
    <message>
        <source>Allowed names, one a line</source>
        <translation>Erlaubte Namen, einer je Zeile</translation>
    </message>
    <message>
        <source>Allowed, not run</source>
        <translation>Erlaubt, nicht ausgeführt</translation>
    </message>
    <message>
        <source>Alone, by policy</source>
        <translation>Allein, nach Regelwerk</translation>
    </message>
    <message>
        <source>Also locks on: {events}.</source>
        <translation>Sperrt auch bei: {events}.</translation>
    </message>
    <message>
        <source>Also locks when the Windows session is locked or sleeps. This part has not been tested on Windows.</source>
        <translation>Sperrt auch, wenn die Windows-Sitzung gesperrt wird oder ruht. Dieser Teil wurde nicht unter Windows getestet.</translation>
    </message>
    <message>
        <source>Also locks with the lock screen of macOS. This part has not been tested on a Mac.</source>
        <translation>Sperrt auch mit dem Sperrbildschirm von macOS. Dieser Teil wurde nicht auf einem Mac getestet.</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>An address is needed to find out what answers there.</source>
        <translation>Um herauszufinden, was dort antwortet, wird eine Adresse benötigt.</translation>
    </message>
    <message>
        <source>An amount names its currency with three letters, such as EUR.</source>
        <translation>Ein Betrag nennt seine Währung mit drei Buchstaben, etwa EUR.</translation>
    </message>
    <message>
        <source>An answer needs words.</source>
        <translation>Eine Antwort braucht Worte.</translation>
    </message>
    <message>
        <source>An owner or reviewer may sign it.</source>
        <translation>Ein Eigentümer oder Prüfer darf es signieren.</translation>
    </message>
    <message>
        <source>Announced</source>
        <translation>Angekündigt</translation>
    </message>
    <message>
        <source>Announced, not enrolled yet</source>
        <translation>Angekündigt, noch nicht aufgenommen</translation>
    </message>
    <message>
        <source>Announced: signed, entry {entry}.</source>
        <translation>Angekündigt: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>Another charter</source>
        <translation>Ein anderer Auftrag</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>Anderer Ordner…</translation>
    </message>
    <message>
        <source>Another level</source>
        <translation>Eine andere Stufe</translation>
    </message>
    <message>
        <source>Another mandate</source>
        <translation>Ein anderes Mandat</translation>
    </message>
    <message>
        <source>Another owner</source>
        <translation>Ein anderer Eigentümer</translation>
    </message>
    <message>
        <source>Answer instead</source>
        <translation>Stattdessen antworten</translation>
    </message>
    <message>
        <source>Answer instead…</source>
        <translation>Stattdessen antworten…</translation>
    </message>
    <message>
        <source>Answer the agent. The tool does not run.</source>
        <translation>Antworten Sie dem Agenten. Das Werkzeug läuft nicht.</translation>
    </message>
    <message>
        <source>Answer to the agent</source>
        <translation>Antwort an den Agenten</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Answered by {name}</source>
        <translation>Beantwortet von {name}</translation>
    </message>
    <message>
        <source>Answered by {name}, {when}</source>
        <translation>Beantwortet von {name}, {when}</translation>
    </message>
    <message>
        <source>Answers for it: {name}</source>
        <translation>Verantwortlich: {name}</translation>
    </message>
    <message>
        <source>Any agent</source>
        <translation>Alle Agenten</translation>
    </message>
    <message>
        <source>Any decision</source>
        <translation>Jede Entscheidung</translation>
    </message>
    <message>
        <source>Any risk</source>
        <translation>Jedes Risiko</translation>
    </message>
    <message>
        <source>Any source</source>
        <translation>Jede Quelle</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Any tool</source>
        <translation>Alle Werkzeuge</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Alle Personen</translation>
    </message>
    <message>
        <source>Anything else is refused.</source>
        <translation>Alles andere wird verweigert.</translation>
    </message>
    <message>
        <source>Anything else waits for a person.</source>
        <translation>Alles andere wartet auf eine Person.</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>Jeder Stand</translation>
    </message>
    <message>
        <source>Apart by commas (optional).</source>
        <translation>Durch Kommas getrennt (optional).</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Genehmigen</translation>
    </message>
    <message>
        <source>Approve {figure}</source>
        <translation>{figure} genehmigen</translation>
    </message>
    <message>
        <source>Approve {figure} × {verb}</source>
        <translation>{figure} × {verb} genehmigen</translation>
    </message>
    <message>
        <source>Approve {figure}…</source>
        <translation>{figure} genehmigen…</translation>
    </message>
    <message>
        <source>Approve {verb}</source>
        <translation>Genehmigen: {verb}</translation>
    </message>
    <message>
        <source>Approve {verb} {fact}</source>
        <translation>Genehmigen: {verb} {fact}</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Genehmigt</translation>
    </message>
    <message>
        <source>Approved as edited</source>
        <translation>Geändert genehmigt</translation>
    </message>
    <message>
        <source>Approved by {name}, {when}</source>
        <translation>Genehmigt von {name}, {when}</translation>
    </message>
    <message>
        <source>Approved unedited</source>
        <translation>Unverändert genehmigt</translation>
    </message>
    <message>
        <source>Approved within {time} of opening</source>
        <translation>Innerhalb von {time} nach dem Öffnen genehmigt</translation>
    </message>
    <message>
        <source>Approved without the context in view</source>
        <translation>Genehmigt, ohne dass der Kontext zu sehen war</translation>
    </message>
    <message>
        <source>Approved without the trace in view</source>
        <translation>Genehmigt, ohne dass der Trace zu sehen war</translation>
    </message>
    <message>
        <source>Approved, not run</source>
        <translation>Genehmigt, nicht ausgeführt</translation>
    </message>
    <message>
        <source>Approver</source>
        <translation>Genehmiger</translation>
    </message>
    <message>
        <source>Approve…</source>
        <translation>Genehmigen…</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>Apr.</translation>
    </message>
    <message>
        <source>Argument</source>
        <translation>Argument</translation>
    </message>
    <message>
        <source>Argument that is bounded</source>
        <translation>Argument, das begrenzt wird</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argumente</translation>
    </message>
    <message>
        <source>Arguments are a JSON object</source>
        <translation>Argumente sind ein JSON-Objekt</translation>
    </message>
    <message>
        <source>Arguments as JSON</source>
        <translation>Argumente als JSON</translation>
    </message>
    <message>
        <source>Arrived after the decision — {figures}</source>
        <translation>Nach der Entscheidung eingetroffen — {figures}</translation>
    </message>
    <message>
        <source>Arrow keys or a digit choose another.</source>
        <translation>Pfeiltasten oder eine Ziffer wählen eine andere.</translation>
    </message>
    <message>
        <source>As a whole it does not hold.</source>
        <translation>Als Ganzes hält es nicht stand.</translation>
    </message>
    <message>
        <source>As far as is known here, since {names} cannot be reached.</source>
        <translation>Soweit hier bekannt, da {names} nicht erreicht werden kann.</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>Wie es war</translation>
    </message>
    <message>
        <source>As it was: {number} of {all} ran alone</source>
        <translation>Wie es war: {number} von {all} liefen allein</translation>
    </message>
    <message>
        <source>As its gateway certificate prints it; needed with https.</source>
        <translation>Wie gateway certificate ihn ausgibt; mit https nötig.</translation>
    </message>
    <message>
        <source>As its gateway init prints it, on its own terminal.</source>
        <translation>Wie gateway init ihn in seinem eigenen Terminal ausgibt.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>As the system follows light, dark and high contrast the moment they change there.</source>
        <translation>Wie das System folgt Hell, Dunkel und hohem Kontrast, sobald sie sich dort ändern.</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Wie üblich</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Erneut fragen</translation>
    </message>
    <message>
        <source>Ask them for it by voice or face to face, never by the way the card came.</source>
        <translation>Erfragen Sie ihn am Telefon oder persönlich, nie auf dem Weg, auf dem die Karte kam.</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Angefragt</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>Gefragt um</translation>
    </message>
    <message>
        <source>Asked for 1 time.</source>
        <translation>1-mal verlangt.</translation>
    </message>
    <message numerus="yes">
        <source>Asked for {number} times.</source>
        <translation><numerusform>{number}-mal verlangt.</numerusform><numerusform>{number}-mal verlangt.</numerusform></translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird gefragt…</translation>
    </message>
    <message>
        <source>At its worst, with the arguments that could come.</source>
        <translation>Im schlimmsten Fall, mit den Argumenten, die kommen könnten.</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>Mindestens</translation>
    </message>
    <message>
        <source>At least 183 days: what the EU's AI Act asks of logs (art. 26(6)). Cut what is past its time yourself.</source>
        <translation>Mindestens 183 Tage: was die KI-Verordnung der EU für Protokolle verlangt (Art. 26 Abs. 6). Kürzen Sie selbst, was seine Zeit überschritten hat.</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>At most; above it is lowered</source>
        <translation>Höchstens; darüber wird er gesenkt</translation>
    </message>
    <message>
        <source>At {level} it would still wait. It also needs {needed}, which is signed by itself. What is counted below is this mandate alone.</source>
        <translation>Auf {level} würde es trotzdem warten. Es braucht auch {needed}, was für sich signiert wird. Was unten gezählt wird, ist nur dieses Mandat.</translation>
    </message>
    <message>
        <source>At {level} nothing runs alone, whatever the mandate says. It counts from L2 on.</source>
        <translation>Auf {level} läuft nichts allein, was immer das Mandat sagt. Es zählt ab L2.</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Revisor</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>Aug.</translation>
    </message>
    <message>
        <source>Autonomy</source>
        <translation>Autonomie</translation>
    </message>
    <message>
        <source>Autonomy level {level}</source>
        <translation>Autonomiestufe {level}</translation>
    </message>
    <message>
        <source>Autonomy level {level}, lowered to {cap} by itself</source>
        <translation>Autonomiestufe {level}, von selbst auf {cap} gesenkt</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Abwesend</translation>
    </message>
    <message>
        <source>Away until {day} {time}</source>
        <translation>Abwesend bis {day} {time}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <source>Back to the newest</source>
        <translation>Zurück zum Neuesten</translation>
    </message>
    <message>
        <source>Back up into a folder</source>
        <translation>In einen Ordner sichern</translation>
    </message>
    <message>
        <source>Back up now…</source>
        <translation>Jetzt sichern…</translation>
    </message>
    <message>
        <source>Back up this profile</source>
        <translation>Dieses Profil sichern</translation>
    </message>
    <message>
        <source>Began at {time} UTC</source>
        <translation>Begann um {time} UTC</translation>
    </message>
    <message>
        <source>Began {time} after the first step</source>
        <translation>Begann {time} nach dem ersten Schritt</translation>
    </message>
    <message>
        <source>Begin with a new key</source>
        <translation>Mit einem neuen Schlüssel beginnen</translation>
    </message>
    <message>
        <source>Both days are included; leave one empty for no end on that side.</source>
        <translation>Beide Tage zählen mit; lassen Sie einen leer, wenn es dort keine Grenze gibt.</translation>
    </message>
    <message>
        <source>Bounded, reaches outside.</source>
        <translation>Begrenzt, wirkt nach außen.</translation>
    </message>
    <message>
        <source>Bring it back now</source>
        <translation>Jetzt zurückholen</translation>
    </message>
    <message>
        <source>Budgets over time</source>
        <translation>Budgets über die Zeit</translation>
    </message>
    <message>
        <source>Bundle</source>
        <translation>Nachweispaket</translation>
    </message>
    <message>
        <source>Bundles and backups that were made before are out of reach.</source>
        <translation>Früher erstellte Nachweispakete und Sicherungen sind außer Reichweite.</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>Nach Tagen</translation>
    </message>
    <message>
        <source>By day: {parts}.</source>
        <translation>Nach Tagen: {parts}.</translation>
    </message>
    <message>
        <source>By week</source>
        <translation>Nach Wochen</translation>
    </message>
    <message>
        <source>Call id {id}</source>
        <translation>Aufruf-ID {id}</translation>
    </message>
    <message>
        <source>Calls of all of them</source>
        <translation>Aufrufe von allen</translation>
    </message>
    <message>
        <source>Calls of {tools}</source>
        <translation>Aufrufe von {tools}</translation>
    </message>
    <message>
        <source>Can be taken back for</source>
        <translation>Rücknehmbar für</translation>
    </message>
    <message>
        <source>Can be taken back for 1 minute.</source>
        <translation>Kann 1 Minute lang zurückgenommen werden.</translation>
    </message>
    <message numerus="yes">
        <source>Can be taken back for {number} minutes.</source>
        <translation><numerusform>Kann {number} Minute lang zurückgenommen werden.</numerusform><numerusform>Kann {number} Minuten lang zurückgenommen werden.</numerusform></translation>
    </message>
    <message>
        <source>Can be undone</source>
        <translation>Kann rückgängig gemacht werden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cannot be taken back.</source>
        <translation>Kann nicht zurückgenommen werden.</translation>
    </message>
    <message>
        <source>Canonical form</source>
        <translation>Kanonische Form</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Change a connection</source>
        <translation>Verbindung ändern</translation>
    </message>
    <message>
        <source>Change a value; then the changed action can be signed.</source>
        <translation>Ändern Sie einen Wert; dann kann die geänderte Aktion signiert werden.</translation>
    </message>
    <message>
        <source>Change how long {name} is kept</source>
        <translation>Aufbewahrung von {name} ändern</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern…</translation>
    </message>
    <message>
        <source>Change the selected agent's charter</source>
        <translation>Auftrag des ausgewählten Agenten ändern</translation>
    </message>
    <message>
        <source>Change the selected agent's level</source>
        <translation>Stufe des ausgewählten Agenten ändern</translation>
    </message>
    <message>
        <source>Change the selected agent's mandate</source>
        <translation>Mandat des ausgewählten Agenten ändern</translation>
    </message>
    <message>
        <source>Change your passphrase</source>
        <translation>Passphrase ändern</translation>
    </message>
    <message>
        <source>Change {name}</source>
        <translation>{name} ändern</translation>
    </message>
    <message>
        <source>Change {tool}</source>
        <translation>{tool} ändern</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Charter of {agent}</source>
        <translation>Auftrag von {agent}</translation>
    </message>
    <message>
        <source>Charter signed</source>
        <translation>Auftrag signiert</translation>
    </message>
    <message>
        <source>Charter…</source>
        <translation>Auftrag…</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Choose a passphrase, or say that you want none.</source>
        <translation>Wählen Sie eine Passphrase, oder sagen Sie, dass Sie keine wollen.</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>Andere wählen</translation>
    </message>
    <message>
        <source>Choose at least one day.</source>
        <translation>Wählen Sie mindestens einen Tag.</translation>
    </message>
    <message>
        <source>Choose at least one role.</source>
        <translation>Wählen Sie mindestens eine Rolle.</translation>
    </message>
    <message>
        <source>Choose at least one tool that it may run alone.</source>
        <translation>Wählen Sie mindestens ein Werkzeug, das er allein ausführen darf.</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>Keine auswählen</translation>
    </message>
    <message>
        <source>Choose the backup's file first.</source>
        <translation>Wählen Sie zuerst die Datei der Sicherung.</translation>
    </message>
    <message>
        <source>Choose the file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Choose what became of it.</source>
        <translation>Wählen Sie, was aus ihr wurde.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Claims to be {share} sure.</source>
        <translation>Gibt sich zu {share} sicher.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close it</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close it…</source>
        <translation>Schließen…</translation>
    </message>
    <message>
        <source>Close the bundle</source>
        <translation>Nachweispaket schließen</translation>
    </message>
    <message>
        <source>Close the file</source>
        <translation>Datei schließen</translation>
    </message>
    <message>
        <source>Close the incident</source>
        <translation>Vorfall schließen</translation>
    </message>
    <message>
        <source>Close the open window and start again.</source>
        <translation>Schließen Sie das offene Fenster und starten Sie neu.</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Fenster schließen</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Closed. Marked as wrong by {person} {when}.</source>
        <translation>Geschlossen. Als falsch markiert von {person} {when}.</translation>
    </message>
    <message>
        <source>Closing the window</source>
        <translation>Beim Schließen des Fensters</translation>
    </message>
    <message>
        <source>Closing the window keeps the program in the tray</source>
        <translation>Beim Schließen des Fensters bleibt das Programm im Infobereich</translation>
    </message>
    <message>
        <source>Code {code}</source>
        <translation>Code {code}</translation>
    </message>
    <message>
        <source>Collaborator</source>
        <translation>Mitwirkender</translation>
    </message>
    <message>
        <source>Collapse all</source>
        <translation>Alle einklappen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Colours as the system</source>
        <translation>Farben wie das System</translation>
    </message>
    <message>
        <source>Come back</source>
        <translation>Zurückkommen</translation>
    </message>
    <message>
        <source>Compromised</source>
        <translation>Kompromittiert</translation>
    </message>
    <message>
        <source>Compromised since entry</source>
        <translation>Kompromittiert seit Eintrag</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connect a separate gateway, or export a bundle and keep it.</source>
        <translation>Verbinden Sie ein eigenständiges Gateway, oder exportieren Sie ein Nachweispaket und bewahren Sie es auf.</translation>
    </message>
    <message>
        <source>Connect a server</source>
        <translation>Server verbinden</translation>
    </message>
    <message>
        <source>Connect a server…</source>
        <translation>Server verbinden…</translation>
    </message>
    <message>
        <source>Connect a source or gateway</source>
        <translation>Quelle oder Gateway verbinden</translation>
    </message>
    <message>
        <source>Connect your first agent</source>
        <translation>Ihren ersten Agenten verbinden</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Verbinden…</translation>
    </message>
    <message>
        <source>Consultant</source>
        <translation>Berater</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Context — 1 item, as the agent sent it</source>
        <translation>Kontext — 1 Teil, wie der Agent ihn sandte</translation>
    </message>
    <message>
        <source>Context — {n} items, as the agent sent them</source>
        <translation>Kontext — {n} Teile, wie der Agent sie sandte</translation>
    </message>
    <message>
        <source>Control limits</source>
        <translation>Kontrollgrenzen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copied a link to this action. Following it shows the action and decides nothing.</source>
        <translation>Link zu dieser Aktion kopiert. Wer ihm folgt, sieht die Aktion und entscheidet nichts.</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Copied. Other programs can read the clipboard until something else is copied.</source>
        <translation>Kopiert. Andere Programme können die Zwischenablage lesen, bis etwas anderes kopiert wird.</translation>
    </message>
    <message>
        <source>Copied. Paste it into a message to who enrols you.</source>
        <translation>Kopiert. Fügen Sie sie in eine Nachricht an die Person ein, die Sie aufnimmt.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy a link to the selected action</source>
        <translation>Link zur ausgewählten Aktion kopieren</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Copy as shown</source>
        <translation>Wie angezeigt kopieren</translation>
    </message>
    <message>
        <source>Copy both heads</source>
        <translation>Beide Köpfe kopieren</translation>
    </message>
    <message>
        <source>Copy card</source>
        <translation>Karte kopieren</translation>
    </message>
    <message>
        <source>Copy exact text</source>
        <translation>Genauen Text kopieren</translation>
    </message>
    <message>
        <source>Copy proof</source>
        <translation>Beweis kopieren</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy the row</source>
        <translation>Zeile kopieren</translation>
    </message>
    <message>
        <source>Copy the selected row</source>
        <translation>Ausgewählte Zeile kopieren</translation>
    </message>
    <message numerus="yes">
        <source>Copy {count} rows</source>
        <translation><numerusform>{count} Zeile kopieren</numerusform><numerusform>{count} Zeilen kopieren</numerusform></translation>
    </message>
    <message>
        <source>Copying and verifying the profile…</source>
        <translation>Profil wird kopiert und verifiziert…</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>Neu zählen</translation>
    </message>
    <message>
        <source>Counted on this computer from your own decisions. No screen shows this about anybody else.</source>
        <translation>Auf diesem Rechner aus Ihren eigenen Entscheidungen gezählt. Kein Bildschirm zeigt dies über andere.</translation>
    </message>
    <message>
        <source>Counterseal is still here</source>
        <translation>Counterseal ist noch da</translation>
    </message>
    <message>
        <source>Counting was stopped.</source>
        <translation>Das Zählen wurde angehalten.</translation>
    </message>
    <message>
        <source>Counting was stopped; these are the figures from before.</source>
        <translation>Das Zählen wurde angehalten; dies sind die Zahlen von vorher.</translation>
    </message>
    <message>
        <source>Counting: {done} of {all} days read.</source>
        <translation>Wird gezählt: {done} von {all} Tagen gelesen.</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt…</translation>
    </message>
    <message>
        <source>Counts later</source>
        <translation>Zählt später</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Critical is shown in quiet hours too</source>
        <translation>Kritisch wird auch in Ruhezeiten angezeigt</translation>
    </message>
    <message>
        <source>Critical then too</source>
        <translation>Kritisch auch dann</translation>
    </message>
    <message>
        <source>Currency or unit</source>
        <translation>Währung oder Einheit</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Kürzen</translation>
    </message>
    <message>
        <source>Cut {name}</source>
        <translation>{name} kürzen</translation>
    </message>
    <message>
        <source>Cut: {name}</source>
        <translation>Kürzen: {name}</translation>
    </message>
    <message>
        <source>Cut…</source>
        <translation>Kürzen…</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Data it touches</source>
        <translation>Daten, die er berührt</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Days to keep it from each entry's time on</source>
        <translation>Tage der Aufbewahrung ab der Zeit jedes Eintrags</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>Dez.</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>Entscheiden Sie</translation>
    </message>
    <message>
        <source>Decide alike ones together</source>
        <translation>Ähnliche gemeinsam entscheiden</translation>
    </message>
    <message>
        <source>Decide on {title}</source>
        <translation>Über {title} entscheiden</translation>
    </message>
    <message>
        <source>Decide together: {tool}</source>
        <translation>Gemeinsam entscheiden: {tool}</translation>
    </message>
    <message>
        <source>Decide {figure} actions like this one together</source>
        <translation>{figure} Aktionen wie diese gemeinsam entscheiden</translation>
    </message>
    <message>
        <source>Decide {figure} together…</source>
        <translation>{figure} gemeinsam entscheiden…</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Entschieden</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>Entschieden von</translation>
    </message>
    <message>
        <source>Decided by people</source>
        <translation>Von Personen entschieden</translation>
    </message>
    <message>
        <source>Decided by {name}, {when}</source>
        <translation>Entschieden von {name}, {when}</translation>
    </message>
    <message>
        <source>Decided in a row without {time} of pause</source>
        <translation>Nacheinander entschieden ohne {time} Pause</translation>
    </message>
    <message>
        <source>Deciding</source>
        <translation>Entscheiden</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Entscheidungen</translation>
    </message>
    <message>
        <source>Decisions by person</source>
        <translation>Entscheidungen nach Person</translation>
    </message>
    <message>
        <source>Decisions in the period</source>
        <translation>Entscheidungen im Zeitraum</translation>
    </message>
    <message>
        <source>Decoding the image…</source>
        <translation>Bild wird dekodiert…</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Zugestellt</translation>
    </message>
    <message>
        <source>Deputy</source>
        <translation>Stellvertretung</translation>
    </message>
    <message>
        <source>Deputy: {name}</source>
        <translation>Stellvertretung: {name}</translation>
    </message>
    <message>
        <source>Describe a tool</source>
        <translation>Werkzeug beschreiben</translation>
    </message>
    <message>
        <source>Describe another tool…</source>
        <translation>Anderes Werkzeug beschreiben…</translation>
    </message>
    <message>
        <source>Describe the selected agent's tools</source>
        <translation>Werkzeuge des ausgewählten Agenten beschreiben</translation>
    </message>
    <message>
        <source>Describe this tool…</source>
        <translation>Dieses Werkzeug beschreiben…</translation>
    </message>
    <message>
        <source>Describe {tool}</source>
        <translation>{tool} beschreiben</translation>
    </message>
    <message>
        <source>Describe…</source>
        <translation>Beschreiben…</translation>
    </message>
    <message>
        <source>Digest (SHA-256)</source>
        <translation>Prüfsumme (SHA-256)</translation>
    </message>
    <message>
        <source>Digest {digest}, press to copy</source>
        <translation>Prüfsumme {digest}, zum Kopieren drücken</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Does it run on a LangGraph server?</source>
        <translation>Läuft er auf einem LangGraph-Server?</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>Drift</translation>
    </message>
    <message>
        <source>Each profile has its own key, ledger and agents, and opens in a window of its own.</source>
        <translation>Jedes Profil hat seinen eigenen Schlüssel, sein Protokoll und seine Agenten und öffnet sich in einem eigenen Fenster.</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Edit the action</source>
        <translation>Aktion ändern</translation>
    </message>
    <message>
        <source>Edit the list…</source>
        <translation>Liste ändern…</translation>
    </message>
    <message>
        <source>Edit: {title}</source>
        <translation>Ändern: {title}</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Edited and approved</source>
        <translation>Geändert und genehmigt</translation>
    </message>
    <message>
        <source>Edited and approved by {name}, {when}</source>
        <translation>Geändert und genehmigt von {name}, {when}</translation>
    </message>
    <message>
        <source>Edited or rejected</source>
        <translation>Geändert oder abgelehnt</translation>
    </message>
    <message>
        <source>Edited or rejected by day</source>
        <translation>Geändert oder abgelehnt pro Tag</translation>
    </message>
    <message>
        <source>Edited or rejected, with control limits</source>
        <translation>Geändert oder abgelehnt, mit Kontrollgrenzen</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>Anderswo</translation>
    </message>
    <message>
        <source>End of {day}</source>
        <translation>Ende von {day}</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Ends {day}; lapses after {time} without anybody at a desk.</source>
        <translation>Endet am {day}; verfällt nach {time} ohne jemanden an einem Platz.</translation>
    </message>
    <message>
        <source>Enforced by</source>
        <translation>Durchgesetzt von</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Enrol a person</source>
        <translation>Person aufnehmen</translation>
    </message>
    <message>
        <source>Enrol somebody</source>
        <translation>Jemanden aufnehmen</translation>
    </message>
    <message>
        <source>Enrol somebody…</source>
        <translation>Jemanden aufnehmen…</translation>
    </message>
    <message>
        <source>Enrolled: signed, entry {entry}.</source>
        <translation>Aufgenommen: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>Enrolment announced</source>
        <translation>Aufnahme angekündigt</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Entries {first} to {last} are missing here. Here: {here} entries, elsewhere: {elsewhere}.</source>
        <translation>Die Einträge {first} bis {last} fehlen hier. Hier: {here} Einträge, anderswo: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entries {first} to {last} are other ones than they were. Here: {here} entries, elsewhere: {elsewhere}.</source>
        <translation>Die Einträge {first} bis {last} sind andere als zuvor. Hier: {here} Einträge, anderswo: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entry {entry} is another one than it was. Here: {here}, elsewhere: {elsewhere}.</source>
        <translation>Eintrag {entry} ist ein anderer als zuvor. Hier: {here}, anderswo: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entry {entry} is missing here. Here: {here}, elsewhere: {elsewhere}.</source>
        <translation>Eintrag {entry} fehlt hier. Hier: {here}, anderswo: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entry {number} of {name}'s log · {at}</source>
        <translation>Eintrag {number} im Log von {name} · {at}</translation>
    </message>
    <message>
        <source>Entry {number} · {at}</source>
        <translation>Eintrag {number} · {at}</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Erase content</source>
        <translation>Inhalt löschen</translation>
    </message>
    <message>
        <source>Erase the selected entries' content</source>
        <translation>Inhalt der ausgewählten Einträge löschen</translation>
    </message>
    <message>
        <source>Erase {entries}</source>
        <translation>{entries} löschen</translation>
    </message>
    <message numerus="yes">
        <source>Erase {number} entries…</source>
        <translation><numerusform>{number} Eintrag löschen…</numerusform><numerusform>{number} Einträge löschen…</numerusform></translation>
    </message>
    <message>
        <source>Erased</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Erased: {entries}</source>
        <translation>Gelöscht: {entries}</translation>
    </message>
    <message>
        <source>Erase…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Erasures</source>
        <translation>Löschungen</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>Eskaliert</translation>
    </message>
    <message>
        <source>Events for a SIEM (OCSF 1.9)…</source>
        <translation>Ereignisse für ein SIEM (OCSF 1.9)…</translation>
    </message>
    <message>
        <source>Every agent</source>
        <translation>Jeder Agent</translation>
    </message>
    <message>
        <source>Every agent runs as its owner signed it, and no incident is open.</source>
        <translation>Jeder Agent läuft so, wie sein Eigentümer es signiert hat, und kein Vorfall ist offen.</translation>
    </message>
    <message>
        <source>Every charter is kept.</source>
        <translation>Jeder Auftrag wird eingehalten.</translation>
    </message>
    <message>
        <source>Every entry here stands under a head that is kept outside this profile.</source>
        <translation>Jeder Eintrag hier steht unter einem Kopf, der außerhalb dieses Profils aufbewahrt wird.</translation>
    </message>
    <message>
        <source>Everybody who replicates this ledger has acknowledged it.</source>
        <translation>Alle, die dieses Protokoll replizieren, haben es bestätigt.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Everything about this action</source>
        <translation>Alles zu dieser Aktion</translation>
    </message>
    <message>
        <source>Everything it asks for waits, approved actions too. Nothing is voided and nothing is refused; its owner lets it go on. To stop it for good, halt it.</source>
        <translation>Alles, worum er bittet, wartet, auch genehmigte Aktionen. Nichts wird ungültig und nichts verweigert; sein Eigentümer lässt ihn weitermachen. Um ihn ganz anzuhalten, lösen Sie den Not-Halt aus.</translation>
    </message>
    <message>
        <source>Everything: 1 agent</source>
        <translation>Alles: 1 Agent</translation>
    </message>
    <message numerus="yes">
        <source>Everything: all {count} agents</source>
        <translation><numerusform>Alles: {count} Agent</numerusform><numerusform>Alles: alle {count} Agenten</numerusform></translation>
    </message>
    <message>
        <source>Evidence bundle…</source>
        <translation>Nachweispaket…</translation>
    </message>
    <message>
        <source>Evidence…</source>
        <translation>Nachweise…</translation>
    </message>
    <message>
        <source>Exactly as the agent calls it.</source>
        <translation>Genau wie der Agent es aufruft.</translation>
    </message>
    <message>
        <source>Executed</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>Expand all</source>
        <translation>Alle ausklappen</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Expires within 15 minutes</source>
        <translation>Läuft in 15 Minuten ab</translation>
    </message>
    <message>
        <source>Expiring</source>
        <translation>Bald fällig</translation>
    </message>
    <message>
        <source>Export an evidence bundle</source>
        <translation>Nachweispaket exportieren</translation>
    </message>
    <message>
        <source>Export events for a SIEM</source>
        <translation>Ereignisse für ein SIEM exportieren</translation>
    </message>
    <message>
        <source>Export evidence into a folder</source>
        <translation>Nachweise in einen Ordner exportieren</translation>
    </message>
    <message>
        <source>Export the report as PDF</source>
        <translation>Bericht als PDF exportieren</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>Exported traces</source>
        <translation>Exportierte Traces</translation>
    </message>
    <message>
        <source>Exported traces of {agent}</source>
        <translation>Exportierte Traces von {agent}</translation>
    </message>
    <message>
        <source>Exporting: {share} done…</source>
        <translation>Wird exportiert: {share} fertig…</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Wird exportiert…</translation>
    </message>
    <message>
        <source>Exports and witnesses</source>
        <translation>Exporte und Zeugen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Failed or unknown</source>
        <translation>Fehlgeschlagen oder unbekannt</translation>
    </message>
    <message>
        <source>Failing, tried again by itself: {note}</source>
        <translation>Schlägt fehl, wird von selbst wiederholt: {note}</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>Feb.</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Figures against the charters</source>
        <translation>Zahlen verglichen mit den Aufträgen</translation>
    </message>
    <message>
        <source>Figures and their rows as {ending}…</source>
        <translation>Zahlen und ihre Zeilen als {ending}…</translation>
    </message>
    <message>
        <source>Filter  /</source>
        <translation>Filtern  /</translation>
    </message>
    <message>
        <source>Filter the waiting actions</source>
        <translation>Die wartenden Aktionen filtern</translation>
    </message>
    <message>
        <source>Filter this list</source>
        <translation>Diese Liste filtern</translation>
    </message>
    <message>
        <source>Filters…</source>
        <translation>Filter…</translation>
    </message>
    <message>
        <source>Find a tool</source>
        <translation>Werkzeug suchen</translation>
    </message>
    <message>
        <source>Find out by its address</source>
        <translation>Anhand der Adresse herausfinden</translation>
    </message>
    <message>
        <source>For a week, until {day} {time}</source>
        <translation>Für eine Woche, bis {day} {time}</translation>
    </message>
    <message>
        <source>For an hour, until {time}</source>
        <translation>Für eine Stunde, bis {time}</translation>
    </message>
    <message>
        <source>For when the passphrase or the key is lost. The sheet makes one new key for you; the old keys and the sheet itself end with it.</source>
        <translation>Für den Fall, dass Passphrase oder Schlüssel verloren sind. Das Blatt erstellt einen neuen Schlüssel für Sie; die alten Schlüssel und das Blatt selbst enden damit.</translation>
    </message>
    <message>
        <source>For {agent}. What is not described counts as Critical; what is, counts as you say here.</source>
        <translation>Für {agent}. Was nicht beschrieben ist, zählt als Kritisch; was es ist, zählt so, wie Sie hier sagen.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Forget {name}</source>
        <translation>{name} vergessen</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Found in its text: {words}</source>
        <translation>In seinem Text gefunden: {words}</translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>Fr</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>Freitag</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>From asking to deciding, each mark a multiple</source>
        <translation>Von der Anfrage bis zur Entscheidung, jede Marke ein Vielfaches</translation>
    </message>
    <message>
        <source>From one day to another</source>
        <translation>Von einem Tag bis zu einem anderen</translation>
    </message>
    <message>
        <source>From this case</source>
        <translation>Aus diesem Fall</translation>
    </message>
    <message>
        <source>From this risk on</source>
        <translation>Ab diesem Risiko</translation>
    </message>
    <message>
        <source>From {first}</source>
        <translation>Ab {first}</translation>
    </message>
    <message>
        <source>From {place} back</source>
        <translation>Ab {place} rückwärts</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>Give it a name that people know it by.</source>
        <translation>Geben Sie ihm einen Namen, unter dem man ihn kennt.</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>Trotzdem weiter</translation>
    </message>
    <message>
        <source>Go on with enrolling {person}</source>
        <translation>Aufnahme von {person} fortsetzen</translation>
    </message>
    <message>
        <source>Go on…</source>
        <translation>Fortsetzen…</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Dorthin</translation>
    </message>
    <message>
        <source>Go to the agents</source>
        <translation>Zu den Agenten gehen</translation>
    </message>
    <message>
        <source>Go to the history</source>
        <translation>Zum Verlauf gehen</translation>
    </message>
    <message>
        <source>Go to the inbox</source>
        <translation>Zum Eingang gehen</translation>
    </message>
    <message>
        <source>Go to the insights</source>
        <translation>Zu den Auswertungen gehen</translation>
    </message>
    <message>
        <source>Go to the proposing step</source>
        <translation>Zum vorschlagenden Schritt gehen</translation>
    </message>
    <message>
        <source>Go to the settings</source>
        <translation>Zu den Einstellungen gehen</translation>
    </message>
    <message>
        <source>Go to the trace</source>
        <translation>Zum Trace gehen</translation>
    </message>
    <message>
        <source>Google ADK server</source>
        <translation>Google-ADK-Server</translation>
    </message>
    <message>
        <source>Ground, such as: GDPR art. 17, request of 20 November</source>
        <translation>Grundlage, etwa: DSGVO Art. 17, Antrag vom 20. November</translation>
    </message>
    <message>
        <source>Ground: the law or contract that asks for it</source>
        <translation>Grundlage: das Gesetz oder der Vertrag, der es verlangt</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>Gruppieren nach</translation>
    </message>
    <message>
        <source>Grouping, filters and saved views</source>
        <translation>Gruppierung, Filter und gespeicherte Ansichten</translation>
    </message>
    <message>
        <source>Half of the decisions came within {median}.</source>
        <translation>Die Hälfte der Entscheidungen kam innerhalb von {median}.</translation>
    </message>
    <message>
        <source>Half within (p50)</source>
        <translation>Die Hälfte innerhalb (p50)</translation>
    </message>
    <message>
        <source>Halt agents</source>
        <translation>Not-Halt für Agenten</translation>
    </message>
    <message>
        <source>Halt agents…</source>
        <translation>Not-Halt für Agenten…</translation>
    </message>
    <message>
        <source>Halt everything here</source>
        <translation>Not-Halt für alles hier</translation>
    </message>
    <message>
        <source>Halt now</source>
        <translation>Not-Halt jetzt auslösen</translation>
    </message>
    <message>
        <source>Halt ordered</source>
        <translation>Not-Halt angeordnet</translation>
    </message>
    <message>
        <source>Halt ordered for all agents</source>
        <translation>Not-Halt angeordnet für alle Agenten</translation>
    </message>
    <message>
        <source>Halt ordered for all agents of a gateway</source>
        <translation>Not-Halt angeordnet für alle Agenten eines Gateways</translation>
    </message>
    <message numerus="yes">
        <source>Halt ordered for {count} agents</source>
        <translation><numerusform>Not-Halt angeordnet für {count} Agenten</numerusform><numerusform>Not-Halt angeordnet für {count} Agenten</numerusform></translation>
    </message>
    <message>
        <source>Halt ordered for {name}</source>
        <translation>Not-Halt angeordnet für {name}</translation>
    </message>
    <message>
        <source>Halt the selected agent</source>
        <translation>Not-Halt für den ausgewählten Agenten</translation>
    </message>
    <message>
        <source>Halt this agent</source>
        <translation>Not-Halt für diesen Agenten</translation>
    </message>
    <message>
        <source>Halt tried</source>
        <translation>Not-Halt erprobt</translation>
    </message>
    <message>
        <source>Halted</source>
        <translation>Not-Halt</translation>
    </message>
    <message>
        <source>Halted again</source>
        <translation>Erneuter Not-Halt</translation>
    </message>
    <message>
        <source>Halted by {person} {when}. Nothing starts again by itself.</source>
        <translation>Not-Halt von {person} {when}. Nichts startet von selbst wieder.</translation>
    </message>
    <message>
        <source>Halted by {person}. Nothing starts again by itself.</source>
        <translation>Not-Halt von {person}. Nichts startet von selbst wieder.</translation>
    </message>
    <message>
        <source>Halts and resets</source>
        <translation>Not-Halte und Rücksetzungen</translation>
    </message>
    <message>
        <source>Head cosigned</source>
        <translation>Kopf gegengezeichnet</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Hide both heads</source>
        <translation>Beide Köpfe ausblenden</translation>
    </message>
    <message>
        <source>Hide raw</source>
        <translation>Roh ausblenden</translation>
    </message>
    <message>
        <source>Hide them</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>High and below run alone inside the mandate. A person approves Critical, and watches.</source>
        <translation>Hoch und darunter laufen im Mandat allein. Eine Person genehmigt Kritisch und beobachtet.</translation>
    </message>
    <message>
        <source>High contrast colours</source>
        <translation>Farben mit hohem Kontrast</translation>
    </message>
    <message>
        <source>High contrast, dark</source>
        <translation>Hoher Kontrast, dunkel</translation>
    </message>
    <message>
        <source>High contrast, light</source>
        <translation>Hoher Kontrast, hell</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Holds another history</source>
        <translation>Hält einen anderen Verlauf</translation>
    </message>
    <message>
        <source>Holds hidden characters: {names}</source>
        <translation>Enthält verborgene Zeichen: {names}</translation>
    </message>
    <message>
        <source>Holds more than is here</source>
        <translation>Hält mehr, als hier ist</translation>
    </message>
    <message>
        <source>Hours without anybody at a desk</source>
        <translation>Stunden ohne jemanden an einem Platz</translation>
    </message>
    <message>
        <source>How far the verification is</source>
        <translation>Wie weit die Verifizierung ist</translation>
    </message>
    <message>
        <source>How far {agent} may go alone</source>
        <translation>Wie weit {agent} allein gehen darf</translation>
    </message>
    <message>
        <source>How it is taken back</source>
        <translation>Wie es zurückgenommen wird</translation>
    </message>
    <message>
        <source>How long content is kept</source>
        <translation>Wie lange Inhalte aufbewahrt werden</translation>
    </message>
    <message>
        <source>How long content is kept cannot be shown: {why}</source>
        <translation>Wie lange Inhalte aufbewahrt werden, kann nicht angezeigt werden: {why}</translation>
    </message>
    <message>
        <source>How long supervised processes may finish</source>
        <translation>Wie lange überwachte Prozesse fertig werden dürfen</translation>
    </message>
    <message>
        <source>How long to keep: {name}</source>
        <translation>Wie lange aufbewahren: {name}</translation>
    </message>
    <message>
        <source>How mail is secured</source>
        <translation>Wie die E-Mail gesichert ist</translation>
    </message>
    <message>
        <source>How many people approve what waits</source>
        <translation>Wie viele Personen genehmigen, was wartet</translation>
    </message>
    <message>
        <source>How you know</source>
        <translation>Woher Sie es wissen</translation>
    </message>
    <message>
        <source>How: Payments / recall</source>
        <translation>Wie: Zahlungen / zurückrufen</translation>
    </message>
    <message>
        <source>I am away</source>
        <translation>Ich bin abwesend</translation>
    </message>
    <message>
        <source>I am away…</source>
        <translation>Ich bin abwesend…</translation>
    </message>
    <message>
        <source>I am away… {person}</source>
        <translation>Ich bin abwesend… {person}</translation>
    </message>
    <message>
        <source>I am back…</source>
        <translation>Ich bin zurück…</translation>
    </message>
    <message>
        <source>I am back… {person}</source>
        <translation>Ich bin zurück… {person}</translation>
    </message>
    <message>
        <source>I have it, close</source>
        <translation>Ich habe es, schließen</translation>
    </message>
    <message>
        <source>I have stored it</source>
        <translation>Ich habe es verwahrt</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>If this is wrong</source>
        <translation>Wenn dies falsch ist</translation>
    </message>
    <message>
        <source>In History</source>
        <translation>Im Verlauf</translation>
    </message>
    <message>
        <source>In Python, put the decorator on what it may only do after a yes. Registering shows the two settings that its process needs.</source>
        <translation>In Python setzen Sie den Dekorator auf das, was er nur nach einem Ja tun darf. Die Registrierung zeigt die zwei Einstellungen, die sein Prozess braucht.</translation>
    </message>
    <message>
        <source>In a week, 08:00</source>
        <translation>In einer Woche, 08:00</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>In Kraft</translation>
    </message>
    <message>
        <source>In how long</source>
        <translation>In welcher Zeit</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Incident closed</source>
        <translation>Vorfall geschlossen</translation>
    </message>
    <message>
        <source>Incident noted</source>
        <translation>Vorfall vermerkt</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Vorfälle</translation>
    </message>
    <message>
        <source>Incidents cannot be read: {why}</source>
        <translation>Vorfälle können nicht gelesen werden: {why}</translation>
    </message>
    <message>
        <source>Insights</source>
        <translation>Auswertungen</translation>
    </message>
    <message>
        <source>Install it from its disk image.</source>
        <translation>Installieren Sie es von seinem Datenträgerabbild.</translation>
    </message>
    <message>
        <source>Is asked first when a decision is overdue, before the owner.</source>
        <translation>Wird bei einer überfälligen Entscheidung zuerst gefragt, vor dem Eigentümer.</translation>
    </message>
    <message>
        <source>It begins at {time} UTC.</source>
        <translation>Er beginnt um {time} UTC.</translation>
    </message>
    <message>
        <source>It changed while this was open. Open it alone to read it anew.</source>
        <translation>Sie änderte sich, während dies offen war. Öffnen Sie sie einzeln und lesen Sie sie neu.</translation>
    </message>
    <message>
        <source>It does so now. Press for everything.</source>
        <translation>Das tut er jetzt. Drücken Sie für alles.</translation>
    </message>
    <message>
        <source>It ends at another time than before.</source>
        <translation>Sie endet zu einer anderen Zeit als zuvor.</translation>
    </message>
    <message>
        <source>It ends too soon to be put off.</source>
        <translation>Sie endet zu bald, um zurückgestellt zu werden.</translation>
    </message>
    <message>
        <source>It has no mandate, so for now everything waits.</source>
        <translation>Er hat kein Mandat, also wartet vorerst alles.</translation>
    </message>
    <message>
        <source>It holds your name and your public keys, no secret. Give it to whoever enrols you, in any way, then read this code to them by voice or face to face. It is the same on their screen only if nobody changed the card on its way.</source>
        <translation>Sie enthält Ihren Namen und Ihre öffentlichen Schlüssel, kein Geheimnis. Geben Sie sie auf beliebigem Weg der Person, die Sie aufnimmt, und lesen Sie ihr dann diesen Code am Telefon oder persönlich vor. Er ist auf ihrem Bildschirm nur dann derselbe, wenn niemand die Karte unterwegs geändert hat.</translation>
    </message>
    <message>
        <source>It is damaged</source>
        <translation>Es ist beschädigt</translation>
    </message>
    <message>
        <source>It names a step above it that this trace does not have</source>
        <translation>Er nennt einen Schritt über sich, den dieser Trace nicht hat</translation>
    </message>
    <message>
        <source>It names no tool: nothing runs.</source>
        <translation>Es nennt kein Werkzeug: Nichts läuft.</translation>
    </message>
    <message>
        <source>It no longer waits.</source>
        <translation>Sie wartet nicht mehr.</translation>
    </message>
    <message>
        <source>It replaces any sheet you had before.</source>
        <translation>Es ersetzt jedes frühere Blatt.</translation>
    </message>
    <message>
        <source>It stands at {level}. Inside its level an action still needs a mandate that covers it.</source>
        <translation>Er steht auf {level}. Innerhalb seiner Stufe braucht eine Aktion noch ein Mandat, das sie abdeckt.</translation>
    </message>
    <message>
        <source>It starts in the tray, or as a small window where there is none, and serves your agents.</source>
        <translation>Es startet im Infobereich, oder wo es keinen gibt als kleines Fenster, und bedient Ihre Agenten.</translation>
    </message>
    <message>
        <source>It still shows a hidden character and is not the name that was given. Write it anew, or take it out.</source>
        <translation>Es zeigt noch ein verborgenes Zeichen und ist nicht der angegebene Name. Schreiben Sie ihn neu, oder nehmen Sie ihn heraus.</translation>
    </message>
    <message>
        <source>It takes effect once its gateway can be reached.</source>
        <translation>Es wird wirksam, sobald sein Gateway erreicht werden kann.</translation>
    </message>
    <message>
        <source>It takes effect when a second person has signed it too.</source>
        <translation>Es wird wirksam, wenn auch eine zweite Person es signiert hat.</translation>
    </message>
    <message>
        <source>It was done</source>
        <translation>Es wurde getan</translation>
    </message>
    <message>
        <source>It was let go and never reported back, so nobody knows whether it ran. Look at the other side, then say what became of it.</source>
        <translation>Sie wurde freigegeben und nie zurückgemeldet, also weiß niemand, ob sie lief. Sehen Sie auf der anderen Seite nach, und sagen Sie dann, was aus ihr wurde.</translation>
    </message>
    <message>
        <source>It was not done, or failed</source>
        <translation>Es wurde nicht getan oder schlug fehl</translation>
    </message>
    <message>
        <source>It was read as {source}.</source>
        <translation>Gelesen wurde sie als: {source}.</translation>
    </message>
    <message>
        <source>Its agent was halted in between.</source>
        <translation>Ihr Agent wurde inzwischen durch Not-Halt gestoppt.</translation>
    </message>
    <message>
        <source>Its bounds</source>
        <translation>Seine Grenzen</translation>
    </message>
    <message>
        <source>Its description cannot be read, so it counts as Critical.</source>
        <translation>Seine Beschreibung kann nicht gelesen werden, also zählt es als Kritisch.</translation>
    </message>
    <message>
        <source>Its first question appears in this list. Nothing is approved by waiting.</source>
        <translation>Seine erste Frage erscheint in dieser Liste. Durch Warten wird nichts genehmigt.</translation>
    </message>
    <message>
        <source>Its gateway does not say what it changes. Do not sign it blindly.</source>
        <translation>Sein Gateway sagt nicht, was es ändert. Signieren Sie es nicht blind.</translation>
    </message>
    <message>
        <source>Its last line is torn off and was left out.</source>
        <translation>Ihre letzte Zeile ist abgerissen und wurde ausgelassen.</translation>
    </message>
    <message>
        <source>Its own window opens when its agents have asked their first questions. It takes less than a minute.</source>
        <translation>Ihr eigenes Fenster öffnet sich, wenn ihre Agenten die ersten Fragen gestellt haben. Es dauert weniger als eine Minute.</translation>
    </message>
    <message>
        <source>Its passphrase, or yours of then</source>
        <translation>Ihre Passphrase, oder Ihre eigene von damals</translation>
    </message>
    <message>
        <source>Its process needs these settings. The token is shown this once: copy it to where the agent's secrets are kept. Who has it can ask in the agent's name. Registering the agent again makes a new one.</source>
        <translation>Sein Prozess braucht diese Einstellungen. Das Token wird nur dieses eine Mal angezeigt: Kopieren Sie es dorthin, wo die Geheimnisse des Agenten liegen. Wer es hat, kann im Namen des Agenten fragen. Eine erneute Registrierung erzeugt ein neues.</translation>
    </message>
    <message>
        <source>Its size is not what its header says</source>
        <translation>Seine Größe ist nicht die, die sein Dateikopf nennt</translation>
    </message>
    <message>
        <source>J and K move through the list. ? shows all keys.</source>
        <translation>J und K bewegen durch die Liste. ? zeigt alle Tasten.</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>Jan.</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>Juli</translation>
    </message>
    <message>
        <source>Jump to a day</source>
        <translation>Zu einem Tag springen</translation>
    </message>
    <message>
        <source>Jump to a day in the history</source>
        <translation>Zu einem Tag im Verlauf springen</translation>
    </message>
    <message>
        <source>Jump to a day…</source>
        <translation>Zu einem Tag springen…</translation>
    </message>
    <message>
        <source>Jump to a random entry</source>
        <translation>Zu einem zufälligen Eintrag springen</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>Juni</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Keep so long</source>
        <translation>So lange aufbewahren</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Kept in a file that only this account can read, so that the gateway restarts by itself. Empty keeps the one that is there.</source>
        <translation>In einer Datei, die nur dieses Konto lesen kann, damit das Gateway von selbst neu startet. Leer behält den vorhandenen.</translation>
    </message>
    <message>
        <source>Kept: {host}/…</source>
        <translation>Gespeichert: {host}/…</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Key enrolled</source>
        <translation>Schlüssel aufgenommen</translation>
    </message>
    <message>
        <source>Key id</source>
        <translation>Schlüssel-ID</translation>
    </message>
    <message>
        <source>Key of its TLS (PIN)</source>
        <translation>Schlüssel seines TLS (PIN)</translation>
    </message>
    <message>
        <source>Key revoked</source>
        <translation>Schlüssel widerrufen</translation>
    </message>
    <message>
        <source>Key rotated</source>
        <translation>Schlüssel gewechselt</translation>
    </message>
    <message>
        <source>Key {id}</source>
        <translation>Schlüssel {id}</translation>
    </message>
    <message>
        <source>Key {name}</source>
        <translation>Taste {name}</translation>
    </message>
    <message>
        <source>Key {name} in {place}</source>
        <translation>Schlüssel {name} in {place}</translation>
    </message>
    <message>
        <source>Key {name} in {place} · {warning}</source>
        <translation>Schlüssel {name} in {place} · {warning}</translation>
    </message>
    <message>
        <source>Key {name} is locked</source>
        <translation>Schlüssel {name} ist gesperrt</translation>
    </message>
    <message>
        <source>Key {name} is locked, in {place}</source>
        <translation>Schlüssel {name} ist gesperrt, in {place}</translation>
    </message>
    <message>
        <source>Key {name} locked</source>
        <translation>Schlüssel {name} gesperrt</translation>
    </message>
    <message>
        <source>Key: {state}</source>
        <translation>Schlüssel: {state}</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>LangGraph server</source>
        <translation>LangGraph-Server</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Lapses without anybody at a desk for</source>
        <translation>Verfällt ohne jemanden an einem Platz für</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größere Schrift</translation>
    </message>
    <message>
        <source>Largest approved so far {amount}</source>
        <translation>Größter bisher genehmigter Betrag {amount}</translation>
    </message>
    <message>
        <source>Largest approved so far {amount}.</source>
        <translation>Größter bisher genehmigter Betrag {amount}.</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message numerus="yes">
        <source>Last {count} days</source>
        <translation><numerusform>Letzter Tag</numerusform><numerusform>Letzte {count} Tage</numerusform></translation>
    </message>
    <message>
        <source>Last {days} days</source>
        <translation>Letzte {days} Tage</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Leads to {host}. Links are not opened here.</source>
        <translation>Führt zu {host}. Links werden hier nicht geöffnet.</translation>
    </message>
    <message>
        <source>Least confidence the agent must claim</source>
        <translation>Geringste Sicherheit, die der Agent angeben muss</translation>
    </message>
    <message>
        <source>Leave the key without a passphrase: then any program of this account can sign in my name</source>
        <translation>Den Schlüssel ohne Passphrase lassen: Dann kann jedes Programm dieses Kontos in meinem Namen signieren</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Ledger does not verify</source>
        <translation>Protokoll besteht die Verifizierung nicht</translation>
    </message>
    <message>
        <source>Ledger is not the one others hold a head of: read-only</source>
        <translation>Protokoll ist nicht das, von dem andere einen Kopf halten: nur Lesen</translation>
    </message>
    <message>
        <source>Ledger is shorter than a head held elsewhere: read-only</source>
        <translation>Protokoll ist kürzer als ein anderswo gehaltener Kopf: nur Lesen</translation>
    </message>
    <message>
        <source>Ledger not verified yet</source>
        <translation>Protokoll noch nicht verifiziert</translation>
    </message>
    <message>
        <source>Ledger verified to entry {seq}</source>
        <translation>Protokoll verifiziert bis Eintrag {seq}</translation>
    </message>
    <message>
        <source>Ledger: checking, {done} of {all}</source>
        <translation>Protokoll: wird geprüft, {done} von {all}</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>Less risky when</source>
        <translation>Weniger riskant, wenn</translation>
    </message>
    <message>
        <source>Let it ask</source>
        <translation>Lassen Sie ihn fragen</translation>
    </message>
    <message>
        <source>Letters act only outside text fields.</source>
        <translation>Buchstaben wirken nur außerhalb von Textfeldern.</translation>
    </message>
    <message>
        <source>Level lowered</source>
        <translation>Stufe gesenkt</translation>
    </message>
    <message>
        <source>Level of the group</source>
        <translation>Stufe der Gruppe</translation>
    </message>
    <message>
        <source>Level set</source>
        <translation>Stufe gesetzt</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Limits of each call</source>
        <translation>Grenzen jedes Aufrufs</translation>
    </message>
    <message>
        <source>Limits {low} to {high}</source>
        <translation>Grenzen {low} bis {high}</translation>
    </message>
    <message>
        <source>Line {number} still shows a hidden character and is not the name that was given. Write it anew, or take it out.</source>
        <translation>Zeile {number} zeigt noch ein verborgenes Zeichen und ist nicht der angegebene Name. Schreiben Sie ihn neu, oder nehmen Sie ihn heraus.</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Links are declared by the installed application</source>
        <translation>Links werden vom installierten Programm angemeldet</translation>
    </message>
    <message>
        <source>Links are not opened here.</source>
        <translation>Links werden hier nicht geöffnet.</translation>
    </message>
    <message>
        <source>Loading this action…</source>
        <translation>Aktion wird geladen…</translation>
    </message>
    <message>
        <source>Local gateway</source>
        <translation>Lokales Gateway</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Lock after</source>
        <translation>Sperren nach</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>Jetzt sperren</translation>
    </message>
    <message>
        <source>Lock your key now</source>
        <translation>Ihren Schlüssel jetzt sperren</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Locking</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Log key</source>
        <translation>Log-Schlüssel</translation>
    </message>
    <message>
        <source>Log of {name}</source>
        <translation>Log von {name}</translation>
    </message>
    <message>
        <source>Log {origin}, from {folder}. Nothing in it can be decided, marked or erased here.</source>
        <translation>Log {origin}, aus {folder}. Nichts darin kann hier entschieden, markiert oder gelöscht werden.</translation>
    </message>
    <message>
        <source>Look at it…</source>
        <translation>Ansehen…</translation>
    </message>
    <message>
        <source>Look at the demo</source>
        <translation>Demo ansehen</translation>
    </message>
    <message>
        <source>Look at this</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Look for it in the tray or among your programs; end it if it hangs.</source>
        <translation>Suchen Sie es im Infobereich oder unter Ihren Programmen; beenden Sie es, wenn es hängt.</translation>
    </message>
    <message>
        <source>Look for {name}</source>
        <translation>Nach {name} suchen</translation>
    </message>
    <message>
        <source>Look in History whether it took effect before you try again.</source>
        <translation>Sehen Sie im Verlauf nach, ob es wirksam wurde, bevor Sie es erneut versuchen.</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Niedrig</translation>
    </message>
    <message>
        <source>Lower limit</source>
        <translation>Untere Grenze</translation>
    </message>
    <message>
        <source>Lower to {level}</source>
        <translation>Auf {level} senken</translation>
    </message>
    <message>
        <source>Lowered</source>
        <translation>Gesenkt</translation>
    </message>
    <message>
        <source>Lowered to {level} by itself. It stays there until its owner signs a level again.</source>
        <translation>Von selbst auf {level} gesenkt. Dort bleibt er, bis sein Eigentümer wieder eine Stufe signiert.</translation>
    </message>
    <message>
        <source>Lowered to {level} by itself: {why}. It stays there until its owner signs a level again.</source>
        <translation>Von selbst auf {level} gesenkt: {why}. Dort bleibt er, bis sein Eigentümer wieder eine Stufe signiert.</translation>
    </message>
    <message>
        <source>Lowest risk that is shown</source>
        <translation>Niedrigstes Risiko, das angezeigt wird</translation>
    </message>
    <message>
        <source>Lowest risk that is told</source>
        <translation>Niedrigstes Risiko, das gemeldet wird</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Mail server</source>
        <translation>Mailserver</translation>
    </message>
    <message>
        <source>Make a new key</source>
        <translation>Neuen Schlüssel erstellen</translation>
    </message>
    <message>
        <source>Make a new recovery sheet</source>
        <translation>Neues Wiederherstellungsblatt erstellen</translation>
    </message>
    <message>
        <source>Make a recovery sheet</source>
        <translation>Wiederherstellungsblatt erstellen</translation>
    </message>
    <message>
        <source>Make my key</source>
        <translation>Meinen Schlüssel erstellen</translation>
    </message>
    <message>
        <source>Make the sheet</source>
        <translation>Blatt erstellen</translation>
    </message>
    <message>
        <source>Making your key…</source>
        <translation>Ihr Schlüssel wird erstellt…</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>Mandat</translation>
    </message>
    <message>
        <source>Mandate of {agent}</source>
        <translation>Mandat von {agent}</translation>
    </message>
    <message>
        <source>Mandate set</source>
        <translation>Mandat gesetzt</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>März</translation>
    </message>
    <message>
        <source>Mark as away</source>
        <translation>Als abwesend melden</translation>
    </message>
    <message>
        <source>Mark as away…</source>
        <translation>Als abwesend melden…</translation>
    </message>
    <message>
        <source>Mark as away… {person}</source>
        <translation>Als abwesend melden… {person}</translation>
    </message>
    <message>
        <source>Mark as back</source>
        <translation>Als zurück melden</translation>
    </message>
    <message>
        <source>Mark as back…</source>
        <translation>Als zurück melden…</translation>
    </message>
    <message>
        <source>Mark as back… {person}</source>
        <translation>Als zurück melden… {person}</translation>
    </message>
    <message>
        <source>Mark as wrong</source>
        <translation>Als falsch markieren</translation>
    </message>
    <message>
        <source>Mark as wrong…</source>
        <translation>Als falsch markieren…</translation>
    </message>
    <message>
        <source>Marked as wrong</source>
        <translation>Als falsch markiert</translation>
    </message>
    <message numerus="yes">
        <source>Masked by the gateway: {what} and {count} more. The masked text is what would run.</source>
        <translation><numerusform>Vom Gateway verdeckt: {what} und {count} weiteres. Der verdeckte Text ist, was liefe.</numerusform><numerusform>Vom Gateway verdeckt: {what} und {count} weitere. Der verdeckte Text ist, was liefe.</numerusform></translation>
    </message>
    <message>
        <source>Masked by the gateway: {what}. The masked text is what would run.</source>
        <translation>Vom Gateway verdeckt: {what}. Der verdeckte Text ist, was liefe.</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Mai</translation>
    </message>
    <message>
        <source>May run alone</source>
        <translation>Darf allein laufen</translation>
    </message>
    <message>
        <source>May run alone: {tools}.</source>
        <translation>Darf allein laufen: {tools}.</translation>
    </message>
    <message>
        <source>Median look before approving High or Critical</source>
        <translation>Median der Lesezeit vor dem Genehmigen von Hoch oder Kritisch</translation>
    </message>
    <message>
        <source>Median time to decide</source>
        <translation>Mediane Entscheidungszeit</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Messages, arguments and results are kept too, with secrets masked.</source>
        <translation>Auch Nachrichten, Argumente und Ergebnisse werden behalten, Geheimnisse verdeckt.</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Meine</translation>
    </message>
    <message>
        <source>Minutes after which nobody's answer is a no</source>
        <translation>Minuten, nach denen keine Antwort ein Nein ist</translation>
    </message>
    <message>
        <source>Minutes in which it can be taken back</source>
        <translation>Minuten, in denen es zurückgenommen werden kann</translation>
    </message>
    <message>
        <source>Minutes without input before your key is locked, 0 for never</source>
        <translation>Minuten ohne Eingabe, bis Ihr Schlüssel gesperrt wird, 0 für nie</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Moderate</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Moderate and below run alone inside the mandate, everything else waits. A person approves High and Critical.</source>
        <translation>Mittel und darunter laufen im Mandat allein, alles andere wartet. Eine Person genehmigt Hoch und Kritisch.</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>Mo</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>Montag</translation>
    </message>
    <message>
        <source>Money is Moderate only by such a bound.</source>
        <translation>Geld ist nur durch eine solche Grenze Mittel.</translation>
    </message>
    <message>
        <source>Money, irreversible, or production.</source>
        <translation>Geld, unumkehrbar oder Produktion.</translation>
    </message>
    <message>
        <source>Month before</source>
        <translation>Voriger Monat</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More than {total} entries</source>
        <translation>Mehr als {total} Einträge</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>Mehr…</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Bewegen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name at the mail server</source>
        <translation>Name beim Mailserver</translation>
    </message>
    <message>
        <source>Name at the server (optional)</source>
        <translation>Name beim Server (optional)</translation>
    </message>
    <message>
        <source>Name for what is looked for now</source>
        <translation>Name für die jetzige Suche</translation>
    </message>
    <message>
        <source>Name for what is shown now</source>
        <translation>Name für das, was jetzt angezeigt wird</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>Name der Gruppe</translation>
    </message>
    <message>
        <source>Name of the search</source>
        <translation>Name der Suche</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>Name der Ansicht</translation>
    </message>
    <message>
        <source>Name the argument as the agent sends it.</source>
        <translation>Nennen Sie das Argument, wie der Agent es sendet.</translation>
    </message>
    <message>
        <source>Name the argument that is bounded.</source>
        <translation>Nennen Sie das Argument, das begrenzt wird.</translation>
    </message>
    <message>
        <source>Name the ground: the law or contract that asks for it.</source>
        <translation>Nennen Sie die Grundlage: das Gesetz oder den Vertrag, der es verlangt.</translation>
    </message>
    <message>
        <source>Name the tool as the agent calls it.</source>
        <translation>Nennen Sie das Werkzeug, wie der Agent es aufruft.</translation>
    </message>
    <message>
        <source>Name the tools of the group, such as mail.*</source>
        <translation>Nennen Sie die Werkzeuge der Gruppe, etwa mail.*</translation>
    </message>
    <message>
        <source>Name who may be paid or reached, one a line.</source>
        <translation>Nennen Sie, wer bezahlt oder erreicht werden darf, einen je Zeile.</translation>
    </message>
    <message>
        <source>Names in braces are filled with the call's facts.</source>
        <translation>Namen in geschweiften Klammern werden mit den Fakten des Aufrufs gefüllt.</translation>
    </message>
    <message>
        <source>Names, times, tokens and which tools were called are kept; no word that was said.</source>
        <translation>Namen, Zeiten, Tokens und welche Werkzeuge aufgerufen wurden, werden behalten; kein Wort, das gesagt wurde.</translation>
    </message>
    <message>
        <source>Needs a level</source>
        <translation>Braucht eine Stufe</translation>
    </message>
    <message>
        <source>Needs a second person</source>
        <translation>Braucht eine zweite Person</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>New actions appear here by themselves.</source>
        <translation>Neue Aktionen erscheinen hier von selbst.</translation>
    </message>
    <message>
        <source>New key…</source>
        <translation>Neuer Schlüssel…</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Neue Passphrase</translation>
    </message>
    <message>
        <source>New passphrase again</source>
        <translation>Neue Passphrase noch einmal</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächste</translation>
    </message>
    <message>
        <source>Next found step (F3)</source>
        <translation>Nächster gefundener Schritt (F3)</translation>
    </message>
    <message>
        <source>Next in the list</source>
        <translation>Nächste in der Liste</translation>
    </message>
    <message>
        <source>Next month</source>
        <translation>Nächster Monat</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nächste Seite</translation>
    </message>
    <message>
        <source>Next time…</source>
        <translation>Nächstes Mal…</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>No action made up for it yet</source>
        <translation>Noch keine Aktion hat es wiedergutgemacht</translation>
    </message>
    <message>
        <source>No agent asks here yet</source>
        <translation>Noch fragt hier kein Agent</translation>
    </message>
    <message>
        <source>No agent did anything yet.</source>
        <translation>Noch hat kein Agent etwas getan.</translation>
    </message>
    <message>
        <source>No agent is registered yet, and a server's actions belong to one. Register it first.</source>
        <translation>Noch ist kein Agent registriert, und die Aktionen eines Servers gehören zu einem. Registrieren Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>No agent process holds a lease now, so there was nothing to try it on.</source>
        <translation>Kein Agentenprozess hält jetzt eine Lease, also gab es nichts, woran es zu erproben war.</translation>
    </message>
    <message>
        <source>No agent that has a charter did anything.</source>
        <translation>Kein Agent mit Auftrag hat etwas getan.</translation>
    </message>
    <message>
        <source>No bus of this session or system is reachable; only the minutes above count.</source>
        <translation>Kein Bus dieser Sitzung oder dieses Systems ist erreichbar; nur die Minuten oben zählen.</translation>
    </message>
    <message>
        <source>No charter is signed, so it cannot leave L1.</source>
        <translation>Kein Auftrag ist signiert, also kann er L1 nicht verlassen.</translation>
    </message>
    <message>
        <source>No day is outside.</source>
        <translation>Kein Tag liegt außerhalb.</translation>
    </message>
    <message>
        <source>No deadline</source>
        <translation>Keine Frist</translation>
    </message>
    <message>
        <source>No decision whose asking is known.</source>
        <translation>Keine Entscheidung, deren Anfrage bekannt ist.</translation>
    </message>
    <message>
        <source>No described tool has a number that could be bounded.</source>
        <translation>Kein beschriebenes Werkzeug hat eine Zahl, die begrenzt werden könnte.</translation>
    </message>
    <message>
        <source>No described tool names a payee or target.</source>
        <translation>Kein beschriebenes Werkzeug nennt einen Empfänger oder ein Ziel.</translation>
    </message>
    <message>
        <source>No entry fits all of what is looked for.</source>
        <translation>Kein Eintrag passt zu allem, was gesucht wird.</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>No key for: {words}</source>
        <translation>Keine Taste für: {words}</translation>
    </message>
    <message>
        <source>No keyring of this system answers, so the key lies in a file.</source>
        <translation>Kein Schlüsselbund dieses Systems antwortet, also liegt der Schlüssel in einer Datei.</translation>
    </message>
    <message>
        <source>No longer on the roster</source>
        <translation>Nicht mehr im Personenverzeichnis</translation>
    </message>
    <message>
        <source>No mandate is signed. Whatever its level, nothing runs alone without one: every action waits for a person, or is refused at L0.</source>
        <translation>Kein Mandat ist signiert. Gleich auf welcher Stufe läuft ohne eines nichts allein: Jede Aktion wartet auf eine Person oder wird auf L0 verweigert.</translation>
    </message>
    <message>
        <source>No other profile was opened on this account yet.</source>
        <translation>Unter diesem Konto wurde noch kein anderes Profil geöffnet.</translation>
    </message>
    <message>
        <source>No passphrase</source>
        <translation>Keine Passphrase</translation>
    </message>
    <message>
        <source>No person has decided on this tool of this agent before.</source>
        <translation>Noch keine Person hat über dieses Werkzeug dieses Agenten entschieden.</translation>
    </message>
    <message>
        <source>No sources yet</source>
        <translation>Noch keine Quellen</translation>
    </message>
    <message>
        <source>No step of this trace calls {tool} with the action's arguments.</source>
        <translation>Kein Schritt dieses Trace ruft {tool} mit den Argumenten der Aktion auf.</translation>
    </message>
    <message>
        <source>No value in common</source>
        <translation>Kein Wert gemeinsam</translation>
    </message>
    <message>
        <source>Nobody answered</source>
        <translation>Niemand antwortete</translation>
    </message>
    <message>
        <source>Nobody answers for it, so nothing runs. Register it again as its new owner.</source>
        <translation>Niemand verantwortet ihn, also läuft nichts. Registrieren Sie ihn als sein neuer Eigentümer noch einmal.</translation>
    </message>
    <message>
        <source>Nobody decided anything.</source>
        <translation>Niemand hat etwas entschieden.</translation>
    </message>
    <message>
        <source>Nobody else holds a head yet: who has every key of this machine could change any entry.</source>
        <translation>Noch hält niemand sonst einen Kopf: Wer jeden Schlüssel dieses Rechners hat, könnte jeden Eintrag ändern.</translation>
    </message>
    <message>
        <source>Nobody had seen these steps at the first decision. They are no part of what is signed.</source>
        <translation>Bei der ersten Entscheidung hatte niemand diese Schritte gesehen. Sie sind kein Teil dessen, was signiert wird.</translation>
    </message>
    <message>
        <source>Nobody has described it, asked for 1 time.</source>
        <translation>Niemand hat es beschrieben, 1-mal verlangt.</translation>
    </message>
    <message numerus="yes">
        <source>Nobody has described it, asked for {number} times.</source>
        <translation><numerusform>Niemand hat es beschrieben, {number}-mal verlangt.</numerusform><numerusform>Niemand hat es beschrieben, {number}-mal verlangt.</numerusform></translation>
    </message>
    <message>
        <source>Nobody has described it.</source>
        <translation>Niemand hat es beschrieben.</translation>
    </message>
    <message>
        <source>Nobody named</source>
        <translation>Niemand genannt</translation>
    </message>
    <message>
        <source>Nobody was here for a while, so your key is locked</source>
        <translation>Hier war eine Weile niemand, also ist Ihr Schlüssel gesperrt</translation>
    </message>
    <message>
        <source>Nobody: it goes straight to the owner</source>
        <translation>Niemand: Es geht direkt an den Eigentümer</translation>
    </message>
    <message>
        <source>None has this in its name.</source>
        <translation>Keines hat dies im Namen.</translation>
    </message>
    <message>
        <source>None is described yet, so whatever it calls counts as Critical.</source>
        <translation>Noch ist keines beschrieben, also zählt alles, was er aufruft, als Kritisch.</translation>
    </message>
    <message>
        <source>None of the agents is yours</source>
        <translation>Keiner der Agenten ist Ihrer</translation>
    </message>
    <message>
        <source>None of them can be decided together.</source>
        <translation>Keine davon kann gemeinsam entschieden werden.</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>Noch keine.</translation>
    </message>
    <message>
        <source>None yet. Whatever it calls counts as Critical.</source>
        <translation>Noch keines. Alles, was er aufruft, zählt als Kritisch.</translation>
    </message>
    <message>
        <source>None, this machine only</source>
        <translation>Keine, nur dieser Rechner</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>Keine.</translation>
    </message>
    <message>
        <source>Not acknowledged yet by {names}. Bundles and backups that were made before are out of reach.</source>
        <translation>Noch nicht bestätigt von {names}. Früher erstellte Nachweispakete und Sicherungen sind außer Reichweite.</translation>
    </message>
    <message>
        <source>Not all of it can be read: {why}</source>
        <translation>Nicht alles davon kann gelesen werden: {why}</translation>
    </message>
    <message>
        <source>Not described, so it counts as Critical.</source>
        <translation>Nicht beschrieben, zählt also als Kritisch.</translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation>Nicht eingehalten</translation>
    </message>
    <message>
        <source>Not kept: {missed}.</source>
        <translation>Nicht eingehalten: {missed}.</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>Not stopped</source>
        <translation>Nicht angehalten</translation>
    </message>
    <message>
        <source>Not the same. Read it again; if it stays different, somebody may have changed the card on its way: do not enrol it.</source>
        <translation>Nicht gleich. Lesen Sie ihn noch einmal; bleibt er anders, hat vielleicht jemand die Karte unterwegs geändert: Nehmen Sie sie nicht auf.</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>Nicht verifiziert</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>Vermerkt</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing has been changed yet.</source>
        <translation>Noch wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Nothing is changed yet.</source>
        <translation>Noch ist nichts geändert.</translation>
    </message>
    <message>
        <source>Nothing is halted yet. Everything here can be halted without a key; that halt is not signed.</source>
        <translation>Noch ist nichts angehalten. Alles hier kann ohne Schlüssel angehalten werden; dieser Not-Halt ist nicht signiert.</translation>
    </message>
    <message>
        <source>Nothing is kept of what its program exports.</source>
        <translation>Von dem, was sein Programm exportiert, wird nichts behalten.</translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation>Nichts passt zum Filter</translation>
    </message>
    <message>
        <source>Nothing needs attention</source>
        <translation>Nichts braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Nothing of this can be erased.</source>
        <translation>Nichts davon kann gelöscht werden.</translation>
    </message>
    <message>
        <source>Nothing runs alone. A person approves everything.</source>
        <translation>Nichts läuft allein. Eine Person genehmigt alles.</translation>
    </message>
    <message>
        <source>Nothing runs alone; a person approves everything.</source>
        <translation>Nichts läuft allein; eine Person genehmigt alles.</translation>
    </message>
    <message>
        <source>Nothing runs; everything is refused.</source>
        <translation>Nichts läuft; alles wird verweigert.</translation>
    </message>
    <message>
        <source>Nothing starts again by itself. {reset}</source>
        <translation>Nichts startet von selbst wieder. {reset}</translation>
    </message>
    <message>
        <source>Nothing to decide: {why}.</source>
        <translation>Nichts zu entscheiden: {why}.</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>Nichts wartet</translation>
    </message>
    <message>
        <source>Nothing waits because of it.</source>
        <translation>Nichts wartet deswegen.</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>Nichts wartet auf Sie</translation>
    </message>
    <message>
        <source>Nothing waits: no agent is connected yet. Three steps to the first question:</source>
        <translation>Nichts wartet: Noch ist kein Agent verbunden. Drei Schritte bis zur ersten Frage:</translation>
    </message>
    <message numerus="yes">
        <source>Nothing was asked in the last {count} days, so there is nothing to compare with.</source>
        <translation><numerusform>Am letzten Tag wurde nichts gefragt, also gibt es nichts zum Vergleichen.</numerusform><numerusform>In den letzten {count} Tagen wurde nichts gefragt, also gibt es nichts zum Vergleichen.</numerusform></translation>
    </message>
    <message>
        <source>Nothing was asked or decided in this period. What agents ask and people decide is counted here.</source>
        <translation>In diesem Zeitraum wurde nichts gefragt oder entschieden. Was Agenten fragen und Personen entscheiden, wird hier gezählt.</translation>
    </message>
    <message>
        <source>Nothing was left behind.</source>
        <translation>Nichts blieb zurück.</translation>
    </message>
    <message>
        <source>Nothing would have gone otherwise: {number} of {all} ran alone.</source>
        <translation>Nichts wäre anders verlaufen: {number} von {all} liefen allein.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>Nov.</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Observer</source>
        <translation>Beobachter</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>Okt.</translation>
    </message>
    <message>
        <source>Of its actions, at least</source>
        <translation>Von seinen Aktionen mindestens</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Off.</source>
        <translation>Aus.</translation>
    </message>
    <message>
        <source>Off: only keys with Ctrl or Alt act, so that nothing said to dictation is taken for one.</source>
        <translation>Aus: Nur Tasten mit Strg oder Alt wirken, damit nichts Diktiertes für eine gehalten wird.</translation>
    </message>
    <message>
        <source>Older head</source>
        <translation>Älterer Kopf</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>On the button that approves.</source>
        <translation>Auf der Schaltfläche, die genehmigt.</translation>
    </message>
    <message>
        <source>On this desktop</source>
        <translation>Auf diesem Desktop</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>On: {note}.</source>
        <translation>Ein: {note}.</translation>
    </message>
    <message>
        <source>On; nothing has been sent yet.</source>
        <translation>Ein; noch wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>On; the last one arrived: {note}.</source>
        <translation>Ein; die letzte kam an: {note}.</translation>
    </message>
    <message>
        <source>One action is not told yet.</source>
        <translation>Eine Aktion ist noch nicht gemeldet.</translation>
    </message>
    <message>
        <source>One action or agent</source>
        <translation>Eine Aktion oder ein Agent</translation>
    </message>
    <message>
        <source>One action waits</source>
        <translation>Eine Aktion wartet</translation>
    </message>
    <message>
        <source>One agent</source>
        <translation>Ein Agent</translation>
    </message>
    <message>
        <source>One entry</source>
        <translation>Ein Eintrag</translation>
    </message>
    <message>
        <source>One figure that is told from its outcomes.</source>
        <translation>Eine Zahl, die sich aus seinen Ergebnissen ergibt.</translation>
    </message>
    <message>
        <source>One name a line, exactly as the agent gives it</source>
        <translation>Ein Name je Zeile, genau wie der Agent ihn angibt</translation>
    </message>
    <message>
        <source>One name with a line break in it: {names}</source>
        <translation>Ein Name mit einem Zeilenumbruch darin: {names}</translation>
    </message>
    <message>
        <source>One row lies in {path}.</source>
        <translation>Eine Zeile liegt in {path}.</translation>
    </message>
    <message>
        <source>One step back; never decides</source>
        <translation>Einen Schritt zurück; entscheidet nie</translation>
    </message>
    <message>
        <source>Only at certain hours</source>
        <translation>Nur zu bestimmten Zeiten</translation>
    </message>
    <message>
        <source>Only do this when you know why: a backup was restored, or a disk was lost.</source>
        <translation>Tun Sie dies nur, wenn Sie wissen, warum: Eine Sicherung wurde wiederhergestellt, oder eine Platte ging verloren.</translation>
    </message>
    <message>
        <source>Only this action or agent</source>
        <translation>Nur diese Aktion oder diesen Agenten</translation>
    </message>
    <message>
        <source>Only what waits for a decision can be put off.</source>
        <translation>Nur was auf eine Entscheidung wartet, kann zurückgestellt werden.</translation>
    </message>
    <message>
        <source>Only when the agent claims a confidence of {number} % or more.</source>
        <translation>Nur wenn der Agent eine Sicherheit von {number} % oder mehr angibt.</translation>
    </message>
    <message>
        <source>Only when the agent claims to be sure, at least</source>
        <translation>Nur wenn der Agent sich sicher gibt, mindestens</translation>
    </message>
    <message>
        <source>Only {agent}</source>
        <translation>Nur {agent}</translation>
    </message>
    <message>
        <source>Only {hours}.</source>
        <translation>Nur {hours}.</translation>
    </message>
    <message>
        <source>Only {name}</source>
        <translation>Nur {name}</translation>
    </message>
    <message>
        <source>Only {owner} can sign this.</source>
        <translation>Nur {owner} kann dies signieren.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open a bundle to read it</source>
        <translation>Nachweispaket zum Lesen öffnen</translation>
    </message>
    <message>
        <source>Open a bundle…</source>
        <translation>Nachweispaket öffnen…</translation>
    </message>
    <message>
        <source>Open a card</source>
        <translation>Karte öffnen</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Open a trace file</source>
        <translation>Trace-Datei öffnen</translation>
    </message>
    <message>
        <source>Open a trace file…</source>
        <translation>Trace-Datei öffnen…</translation>
    </message>
    <message>
        <source>Open another profile</source>
        <translation>Anderes Profil öffnen</translation>
    </message>
    <message>
        <source>Open counterseal:// links</source>
        <translation>counterseal://-Links öffnen</translation>
    </message>
    <message>
        <source>Open in History: {title}</source>
        <translation>Im Verlauf öffnen: {title}</translation>
    </message>
    <message>
        <source>Open the folder of a bundle</source>
        <translation>Ordner eines Nachweispakets öffnen</translation>
    </message>
    <message>
        <source>Open the inbox</source>
        <translation>Eingang öffnen</translation>
    </message>
    <message>
        <source>Open the inbox with it</source>
        <translation>Eingang damit öffnen</translation>
    </message>
    <message>
        <source>Open the inbox with {name}</source>
        <translation>Eingang mit {name} öffnen</translation>
    </message>
    <message>
        <source>Open the profile of {name}</source>
        <translation>Profil von {name} öffnen</translation>
    </message>
    <message>
        <source>Open window</source>
        <translation>Fenster öffnen</translation>
    </message>
    <message>
        <source>Open with it</source>
        <translation>Damit öffnen</translation>
    </message>
    <message>
        <source>Open. Marked as wrong by {person} {when}.</source>
        <translation>Offen. Als falsch markiert von {person} {when}.</translation>
    </message>
    <message>
        <source>OpenTelemetry spans</source>
        <translation>Spans von OpenTelemetry</translation>
    </message>
    <message>
        <source>Opened file {name} — {figures}</source>
        <translation>Geöffnete Datei {name} — {figures}</translation>
    </message>
    <message>
        <source>Opens with it</source>
        <translation>Öffnet damit</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Bediener</translation>
    </message>
    <message>
        <source>Ordered</source>
        <translation>Angeordnet</translation>
    </message>
    <message>
        <source>Orders and keys</source>
        <translation>Anordnungen und Schlüssel</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>Other tools</source>
        <translation>Andere Werkzeuge</translation>
    </message>
    <message>
        <source>Other tools, apart by commas; a star ends a prefix</source>
        <translation>Andere Werkzeuge, durch Kommas getrennt; ein Stern beendet ein Präfix</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Outcome settled</source>
        <translation>Ergebnis festgestellt</translation>
    </message>
    <message>
        <source>Outcome unknown</source>
        <translation>Ergebnis unbekannt</translation>
    </message>
    <message>
        <source>Outcomes</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Outcomes reported back</source>
        <translation>Zurückgemeldete Ergebnisse</translation>
    </message>
    <message>
        <source>Outside</source>
        <translation>Außerhalb</translation>
    </message>
    <message>
        <source>Outside its limits</source>
        <translation>Außerhalb seiner Grenzen</translation>
    </message>
    <message>
        <source>Outside its limits on {days}.</source>
        <translation>Außerhalb seiner Grenzen am {days}.</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Eigentümer</translation>
    </message>
    <message>
        <source>Owner whose agents to halt</source>
        <translation>Eigentümer, dessen Agenten anzuhalten sind</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Page the detail</source>
        <translation>In den Einzelheiten blättern</translation>
    </message>
    <message>
        <source>Passphrase…</source>
        <translation>Passphrase…</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Password at the mail server</source>
        <translation>Passwort beim Mailserver</translation>
    </message>
    <message>
        <source>Paste the card here</source>
        <translation>Karte hier einfügen</translation>
    </message>
    <message>
        <source>Paste the newcomer's card first, or open its file.</source>
        <translation>Fügen Sie zuerst die Karte der neuen Person ein, oder öffnen Sie ihre Datei.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Pause the selected agent</source>
        <translation>Ausgewählten Agenten pausieren</translation>
    </message>
    <message>
        <source>Pause {agent}</source>
        <translation>{agent} pausieren</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Paused again</source>
        <translation>Erneut pausiert</translation>
    </message>
    <message>
        <source>Paused by {person} {when}. Everything it asks for waits; nothing is voided.</source>
        <translation>Pausiert von {person} {when}. Alles, worum er bittet, wartet; nichts wird ungültig.</translation>
    </message>
    <message>
        <source>Paused by {person}. Everything it asks for waits; nothing is voided.</source>
        <translation>Pausiert von {person}. Alles, worum er bittet, wartet; nichts wird ungültig.</translation>
    </message>
    <message>
        <source>Pause…</source>
        <translation>Pausieren…</translation>
    </message>
    <message>
        <source>Payments, Shop</source>
        <translation>Zahlungen, Shop</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>People and keys</source>
        <translation>Personen und Schlüssel</translation>
    </message>
    <message>
        <source>People at {gateway}</source>
        <translation>Personen bei {gateway}</translation>
    </message>
    <message>
        <source>People who approve {risk}</source>
        <translation>Personen, die {risk} genehmigen</translation>
    </message>
    <message>
        <source>People's decisions</source>
        <translation>Entscheidungen von Personen</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Policy on the edited action</source>
        <translation>Das Regelwerk zur geänderten Aktion</translation>
    </message>
    <message>
        <source>Port of the mail server</source>
        <translation>Port des Mailservers</translation>
    </message>
    <message>
        <source>Post to a webhook</source>
        <translation>An einen Webhook senden</translation>
    </message>
    <message>
        <source>Precedent</source>
        <translation>Frühere Fälle</translation>
    </message>
    <message>
        <source>Press a key…</source>
        <translation>Taste drücken…</translation>
    </message>
    <message>
        <source>Press once more to sign {figure} approvals.</source>
        <translation>Drücken Sie noch einmal, um {figure} Genehmigungen zu signieren.</translation>
    </message>
    <message>
        <source>Press to copy</source>
        <translation>Zum Kopieren drücken</translation>
    </message>
    <message>
        <source>Press to see the rows</source>
        <translation>Drücken, um die Zeilen zu sehen</translation>
    </message>
    <message>
        <source>Press to see the rows.</source>
        <translation>Drücken, um die Zeilen zu sehen.</translation>
    </message>
    <message>
        <source>Previous found step (Shift+F3)</source>
        <translation>Voriger gefundener Schritt (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Previous in the list</source>
        <translation>Vorige in der Liste</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Vorige Seite</translation>
    </message>
    <message>
        <source>Print what is shown</source>
        <translation>Angezeigtes drucken</translation>
    </message>
    <message>
        <source>Printed by Counterseal at {at}. This paper proves nothing; the ledger does.</source>
        <translation>Gedruckt von Counterseal am {at}. Dieses Papier beweist nichts; das tut das Protokoll.</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Beweis</translation>
    </message>
    <message>
        <source>Proofs of the selected rows…</source>
        <translation>Beweise der ausgewählten Zeilen…</translation>
    </message>
    <message>
        <source>Proposal</source>
        <translation>Vorschlag</translation>
    </message>
    <message>
        <source>Proposes this action: matched by the tool call id {id}.</source>
        <translation>Schlägt diese Aktion vor: erkannt an der ID {id} des Werkzeugaufrufs.</translation>
    </message>
    <message>
        <source>Proposes this action: matched by tool and arguments, the last of {n} steps with the same call.</source>
        <translation>Schlägt diese Aktion vor: erkannt an Werkzeug und Argumenten, der letzte von {n} Schritten mit demselben Aufruf.</translation>
    </message>
    <message>
        <source>Proposes this action: matched by tool and arguments.</source>
        <translation>Schlägt diese Aktion vor: erkannt an Werkzeug und Argumenten.</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Put back {field}</source>
        <translation>Rückgängig: {field}</translation>
    </message>
    <message>
        <source>Put off until later</source>
        <translation>Auf später zurückstellen</translation>
    </message>
    <message>
        <source>Put off until {time}</source>
        <translation>Bis {time} zurückstellen</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>Ruhe von</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Ruhezeiten</translation>
    </message>
    <message>
        <source>Quiet hours are for this machine; notices to the outside go out at any time.</source>
        <translation>Ruhezeiten gelten für diesen Rechner; Meldungen nach außen gehen jederzeit hinaus.</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>Ruhe bis</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Quit: 1 agent waits</source>
        <translation>Beenden: 1 Agent wartet</translation>
    </message>
    <message numerus="yes">
        <source>Quit: {count} agents wait</source>
        <translation><numerusform>Beenden: {count} Agent wartet</numerusform><numerusform>Beenden: {count} Agenten warten</numerusform></translation>
    </message>
    <message>
        <source>Quits</source>
        <translation>Wird beendet</translation>
    </message>
    <message>
        <source>Raise to {level}</source>
        <translation>Auf {level} heben</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
    <message>
        <source>Raw action: the canonical JSON that is signed</source>
        <translation>Rohe Aktion: das kanonische JSON, das signiert wird</translation>
    </message>
    <message>
        <source>Read first what changed since you read it.</source>
        <translation>Lesen Sie zuerst, was sich geändert hat, seit Sie sie gelesen haben.</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Read the facts to the end first.</source>
        <translation>Lesen Sie zuerst die Fakten bis zum Ende.</translation>
    </message>
    <message>
        <source>Read the selected action</source>
        <translation>Ausgewählte Aktion lesen</translation>
    </message>
    <message>
        <source>Read the trace to the end first.</source>
        <translation>Lesen Sie zuerst den Trace bis zum Ende.</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>Nur Lesen</translation>
    </message>
    <message>
        <source>Read-only actions run alone; a person approves every change.</source>
        <translation>Nur lesende Aktionen laufen allein; eine Person genehmigt jede Änderung.</translation>
    </message>
    <message>
        <source>Read-only and Low run alone inside the mandate. A person approves Moderate and above.</source>
        <translation>Nur Lesen und Niedrig laufen im Mandat allein. Eine Person genehmigt Mittel und darüber.</translation>
    </message>
    <message>
        <source>Read-only and Low run alone; a person approves Moderate and above.</source>
        <translation>Nur Lesen und Niedrig laufen allein; eine Person genehmigt Mittel und darüber.</translation>
    </message>
    <message>
        <source>Read-only runs alone inside the mandate. A person approves every change.</source>
        <translation>Nur Lesen läuft im Mandat allein. Eine Person genehmigt jede Änderung.</translation>
    </message>
    <message>
        <source>Read-only. {why}</source>
        <translation>Nur Lesen. {why}</translation>
    </message>
    <message>
        <source>Read-only: this history is not the one that others hold a head of. Nothing can be signed until an owner accepts this history or it is restored.</source>
        <translation>Nur Lesen: Dieser Verlauf ist nicht der, von dem andere einen Kopf halten. Nichts kann signiert werden, bis ein Eigentümer diesen Verlauf annimmt oder er wiederhergestellt wird.</translation>
    </message>
    <message>
        <source>Read-only: this history is not the one that others hold a head of. Nothing can be signed.</source>
        <translation>Nur Lesen: Dieser Verlauf ist nicht der, von dem andere einen Kopf halten. Nichts kann signiert werden.</translation>
    </message>
    <message>
        <source>Read-only: this history is not what others hold a head of. Nothing can be signed.</source>
        <translation>Nur Lesen: Dieser Verlauf ist nicht der, von dem andere einen Kopf halten. Nichts kann signiert werden.</translation>
    </message>
    <message>
        <source>Read-only: this history is shorter than one that others hold a head of. Nothing can be signed until an owner accepts this history or it is restored.</source>
        <translation>Nur Lesen: Dieser Verlauf ist kürzer als einer, von dem andere einen Kopf halten. Nichts kann signiert werden, bis ein Eigentümer diesen Verlauf annimmt oder er wiederhergestellt wird.</translation>
    </message>
    <message>
        <source>Read-only: this history is shorter than one that others hold a head of. Nothing can be signed.</source>
        <translation>Nur Lesen: Dieser Verlauf ist kürzer als einer, von dem andere einen Kopf halten. Nichts kann signiert werden.</translation>
    </message>
    <message>
        <source>Readiness</source>
        <translation>Bereitschaft</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Reading them…</source>
        <translation>Sie werden gelesen…</translation>
    </message>
    <message>
        <source>Reads and changes nothing.</source>
        <translation>Liest und ändert nichts.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>Begründung (optional)</translation>
    </message>
    <message>
        <source>Reason (optional), the same for all</source>
        <translation>Begründung (optional), für alle dieselbe</translation>
    </message>
    <message>
        <source>Reason (required to approve at {risk})</source>
        <translation>Begründung (zum Genehmigen bei {risk} nötig)</translation>
    </message>
    <message>
        <source>Reason, optional</source>
        <translation>Begründung, optional</translation>
    </message>
    <message>
        <source>Reason, the same for all</source>
        <translation>Begründung, für alle dieselbe</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>Begründung: {reason}</translation>
    </message>
    <message>
        <source>Reasoning trace</source>
        <translation>Trace der Überlegungen</translation>
    </message>
    <message>
        <source>Reasoning trace — the agent sent none</source>
        <translation>Trace der Überlegungen — der Agent sandte keinen</translation>
    </message>
    <message>
        <source>Reasoning trace — {figures}</source>
        <translation>Trace der Überlegungen — {figures}</translation>
    </message>
    <message>
        <source>Received from its exporter — {figures}</source>
        <translation>Von seinem Exporter empfangen — {figures}</translation>
    </message>
    <message>
        <source>Recipients, with commas between them</source>
        <translation>Empfänger, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Recover with your sheet</source>
        <translation>Mit Ihrem Blatt wiederherstellen</translation>
    </message>
    <message>
        <source>Recovered: your new key is in force: signed, entry {entry}.</source>
        <translation>Wiederhergestellt: Ihr neuer Schlüssel gilt: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Wiederherstellung</translation>
    </message>
    <message>
        <source>Recovery sheet…</source>
        <translation>Wiederherstellungsblatt…</translation>
    </message>
    <message>
        <source>Recover…</source>
        <translation>Wiederherstellen…</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Bewegung verringern</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Verringert</translation>
    </message>
    <message>
        <source>Reduced: nothing fades or slides, and the cursor does not blink.</source>
        <translation>Verringert: Nichts blendet oder gleitet, und der Cursor blinkt nicht.</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Erstatten</translation>
    </message>
    <message>
        <source>Refund {amount_minor} for order {order}</source>
        <translation>{amount_minor} für Bestellung {order} erstatten</translation>
    </message>
    <message>
        <source>Refunds agent</source>
        <translation>Erstattungsagent</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Verweigert</translation>
    </message>
    <message>
        <source>Refused by policy</source>
        <translation>Vom Regelwerk verweigert</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registrieren</translation>
    </message>
    <message>
        <source>Register an agent</source>
        <translation>Agenten registrieren</translation>
    </message>
    <message>
        <source>Register an agent…</source>
        <translation>Agenten registrieren…</translation>
    </message>
    <message>
        <source>Register it</source>
        <translation>Registrieren Sie ihn</translation>
    </message>
    <message>
        <source>Register one: it gets a token, and whatever it wants to do waits here for you. It starts at L1 Operator, where nothing runs alone. On the command line: counterseal agents register ID --name NAME</source>
        <translation>Registrieren Sie einen: Er erhält ein Token, und alles, was er tun will, wartet hier auf Sie. Er beginnt auf L1 Bediener, wo nichts allein läuft. Auf der Befehlszeile: counterseal agents register ID --name NAME</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Reject {figure}</source>
        <translation>{figure} ablehnen</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Rejected by itself after</source>
        <translation>Von selbst abgelehnt nach</translation>
    </message>
    <message>
        <source>Rejected by {name}, {when}</source>
        <translation>Abgelehnt von {name}, {when}</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Freigegeben</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove it.</source>
        <translation>Entfernen Sie ihn.</translation>
    </message>
    <message>
        <source>Remove row {number} of {list}</source>
        <translation>Zeile {number} von {list} entfernen</translation>
    </message>
    <message>
        <source>Remove this row</source>
        <translation>Diese Zeile entfernen</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Remove {name}?</source>
        <translation>{name} entfernen?</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>Replik</translation>
    </message>
    <message>
        <source>Replicated logs</source>
        <translation>Replizierte Logs</translation>
    </message>
    <message>
        <source>Report for people as PDF…</source>
        <translation>Bericht für Menschen als PDF…</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurückgesetzt</translation>
    </message>
    <message>
        <source>Reset after a halt</source>
        <translation>Rücksetzung nach einem Not-Halt</translation>
    </message>
    <message>
        <source>Reset the agent</source>
        <translation>Agenten zurücksetzen</translation>
    </message>
    <message>
        <source>Reset the selected agent</source>
        <translation>Ausgewählten Agenten zurücksetzen</translation>
    </message>
    <message>
        <source>Reset {agent}</source>
        <translation>{agent} zurücksetzen</translation>
    </message>
    <message>
        <source>Reset…</source>
        <translation>Zurücksetzen…</translation>
    </message>
    <message>
        <source>Resolved within 10 minutes</source>
        <translation>In 10 Minuten gelöst</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>Sicherung wiederherstellen</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Resume the selected agent</source>
        <translation>Ausgewählten Agenten fortsetzen</translation>
    </message>
    <message>
        <source>Resume {agent}</source>
        <translation>{agent} fortsetzen</translation>
    </message>
    <message>
        <source>Resumed</source>
        <translation>Fortgesetzt</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>Fortsetzen…</translation>
    </message>
    <message>
        <source>Retention cut</source>
        <translation>Aufbewahrung gekürzt</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>Abruf</translation>
    </message>
    <message>
        <source>Reversible and internal.</source>
        <translation>Umkehrbar und intern.</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>Prüfer</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>Revoke this key…</source>
        <translation>Diesen Schlüssel widerrufen…</translation>
    </message>
    <message>
        <source>Revoke {what}</source>
        <translation>{what} widerrufen</translation>
    </message>
    <message>
        <source>Revoked: signed, entry {entry}.</source>
        <translation>Widerrufen: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>Widerrufen…</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>Risk of the bounded case</source>
        <translation>Risiko des begrenzten Falls</translation>
    </message>
    <message>
        <source>Risk {name}</source>
        <translation>Risiko {name}</translation>
    </message>
    <message>
        <source>Risk, agent, verb and deadline leave this machine, and nothing else. Nothing can be decided there.</source>
        <translation>Risiko, Agent, Verb und Frist verlassen diesen Rechner, und sonst nichts. Dort kann nichts entschieden werden.</translation>
    </message>
    <message>
        <source>Risk, facts and limits come from these descriptions. A tool that is not described counts as Critical.</source>
        <translation>Risiko, Fakten und Grenzen kommen aus diesen Beschreibungen. Ein nicht beschriebenes Werkzeug zählt als Kritisch.</translation>
    </message>
    <message>
        <source>Risk: {before}, now {after}.</source>
        <translation>Risiko: {before}, jetzt {after}.</translation>
    </message>
    <message>
        <source>Risk: {risk}</source>
        <translation>Risiko: {risk}</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Roster changed</source>
        <translation>Personenverzeichnis geändert</translation>
    </message>
    <message>
        <source>Rows of a figure</source>
        <translation>Zeilen hinter einer Zahl</translation>
    </message>
    <message>
        <source>Runbook</source>
        <translation>Notfallplan</translation>
    </message>
    <message>
        <source>Runbook: {text}</source>
        <translation>Notfallplan: {text}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>STARTTLS</source>
        <translation>STARTTLS</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>Sa</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>Samstag</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save as text…</source>
        <translation>Als Text speichern…</translation>
    </message>
    <message>
        <source>Save card…</source>
        <translation>Karte speichern…</translation>
    </message>
    <message>
        <source>Save or forget searches…</source>
        <translation>Suchen speichern oder vergessen…</translation>
    </message>
    <message>
        <source>Save your card</source>
        <translation>Ihre Karte speichern</translation>
    </message>
    <message>
        <source>Save your recovery sheet</source>
        <translation>Ihr Wiederherstellungsblatt speichern</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Gespeichert als {path}</translation>
    </message>
    <message>
        <source>Saved as {path}. Move it off this machine, then delete it here.</source>
        <translation>Gespeichert als {path}. Bringen Sie es von diesem Rechner weg, und löschen Sie es dann hier.</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
        <source>Saved views</source>
        <translation>Gespeicherte Ansichten</translation>
    </message>
    <message>
        <source>Saved views…</source>
        <translation>Gespeicherte Ansichten…</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Say how success is told.</source>
        <translation>Sagen Sie, woran man Erfolg erkennt.</translation>
    </message>
    <message>
        <source>Say what a person does when it goes wrong.</source>
        <translation>Sagen Sie, was eine Person tut, wenn es schiefgeht.</translation>
    </message>
    <message>
        <source>Say what became of it…</source>
        <translation>Sagen, was aus ihr wurde…</translation>
    </message>
    <message>
        <source>Say what it does, from where to where.</source>
        <translation>Sagen Sie, was er tut, von wo bis wo.</translation>
    </message>
    <message>
        <source>Say what it must never do.</source>
        <translation>Sagen Sie, was er nie tun darf.</translation>
    </message>
    <message>
        <source>Search actions, agents and people</source>
        <translation>Aktionen, Agenten und Personen suchen</translation>
    </message>
    <message>
        <source>Search actions, agents, people</source>
        <translation>Aktionen, Agenten, Personen suchen</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>Alles durchsuchen</translation>
    </message>
    <message>
        <source>Search on</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Verlauf durchsuchen</translation>
    </message>
    <message>
        <source>Search the history  /</source>
        <translation>Verlauf durchsuchen  /</translation>
    </message>
    <message>
        <source>Search the history for “{text}”</source>
        <translation>Verlauf nach „{text}“ durchsuchen</translation>
    </message>
    <message>
        <source>Search the trace</source>
        <translation>Trace durchsuchen</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Sucht…</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Select an action</source>
        <translation>Aktion auswählen</translation>
    </message>
    <message>
        <source>Select an action in the inbox first.</source>
        <translation>Wählen Sie zuerst im Eingang eine Aktion aus.</translation>
    </message>
    <message>
        <source>Select an action in the inbox, or go to the history, to print it.</source>
        <translation>Wählen Sie im Eingang eine Aktion aus, oder gehen Sie zum Verlauf, um zu drucken.</translation>
    </message>
    <message>
        <source>Select an agent first.</source>
        <translation>Wählen Sie zuerst einen Agenten aus.</translation>
    </message>
    <message>
        <source>Selected rows as {ending}…</source>
        <translation>Ausgewählte Zeilen als {ending}…</translation>
    </message>
    <message>
        <source>Send a test</source>
        <translation>Test senden</translation>
    </message>
    <message>
        <source>Send mail</source>
        <translation>E-Mail senden</translation>
    </message>
    <message>
        <source>Send the answer</source>
        <translation>Antwort senden</translation>
    </message>
    <message>
        <source>Sender's address</source>
        <translation>Adresse des Absenders</translation>
    </message>
    <message>
        <source>Sending a test…</source>
        <translation>Test wird gesendet…</translation>
    </message>
    <message>
        <source>Sent to a person</source>
        <translation>An eine Person gegeben</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>An den Drucker gesendet.</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>Sep.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings: Appearance</source>
        <translation>Einstellungen: Aussehen</translation>
    </message>
    <message>
        <source>Settings: Doctor, what this stands on</source>
        <translation>Einstellungen: Diagnose, worauf dies beruht</translation>
    </message>
    <message>
        <source>Settings: Keys, change shortcuts</source>
        <translation>Einstellungen: Tasten, Tastenkürzel ändern</translation>
    </message>
    <message>
        <source>Settings: Notifications</source>
        <translation>Einstellungen: Benachrichtigungen</translation>
    </message>
    <message>
        <source>Settings: People and keys</source>
        <translation>Einstellungen: Personen und Schlüssel</translation>
    </message>
    <message>
        <source>Settings: Sources</source>
        <translation>Einstellungen: Quellen</translation>
    </message>
    <message>
        <source>Settings: Storage</source>
        <translation>Einstellungen: Speicher</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Festgestellt</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Share of decisions</source>
        <translation>Anteil der Entscheidungen</translation>
    </message>
    <message>
        <source>Short and for ever: a-z, 0-9, dot, dash and underscore.</source>
        <translation>Kurz und für immer: a-z, 0-9, Punkt, Bindestrich und Unterstrich.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Show Counterseal</source>
        <translation>Counterseal anzeigen</translation>
    </message>
    <message>
        <source>Show a test</source>
        <translation>Test anzeigen</translation>
    </message>
    <message>
        <source>Show agents</source>
        <translation>Agenten anzeigen</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle anzeigen</translation>
    </message>
    <message>
        <source>Show as plot</source>
        <translation>Als Diagramm anzeigen</translation>
    </message>
    <message>
        <source>Show as plot: {title}</source>
        <translation>Als Diagramm anzeigen: {title}</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle anzeigen</translation>
    </message>
    <message>
        <source>Show as table: {title}</source>
        <translation>Als Tabelle anzeigen: {title}</translation>
    </message>
    <message>
        <source>Show both heads</source>
        <translation>Beide Köpfe anzeigen</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles anzeigen</translation>
    </message>
    <message>
        <source>Show in history</source>
        <translation>Im Verlauf anzeigen</translation>
    </message>
    <message>
        <source>Show it as it is now</source>
        <translation>Anzeigen, wie sie jetzt ist</translation>
    </message>
    <message>
        <source>Show it larger</source>
        <translation>Größer anzeigen</translation>
    </message>
    <message>
        <source>Show it smaller</source>
        <translation>Kleiner anzeigen</translation>
    </message>
    <message>
        <source>Show its records</source>
        <translation>Seine Einträge anzeigen</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Weniger anzeigen</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mehr anzeigen</translation>
    </message>
    <message>
        <source>Show my card…</source>
        <translation>Meine Karte anzeigen…</translation>
    </message>
    <message>
        <source>Show notifications</source>
        <translation>Benachrichtigungen anzeigen</translation>
    </message>
    <message>
        <source>Show one new action</source>
        <translation>Eine neue Aktion anzeigen</translation>
    </message>
    <message>
        <source>Show raw</source>
        <translation>Roh anzeigen</translation>
    </message>
    <message>
        <source>Show rows</source>
        <translation>Zeilen anzeigen</translation>
    </message>
    <message>
        <source>Show rows: {name}</source>
        <translation>Zeilen anzeigen: {name}</translation>
    </message>
    <message>
        <source>Show rows: {words}</source>
        <translation>Zeilen anzeigen: {words}</translation>
    </message>
    <message>
        <source>Show the incident about {title}</source>
        <translation>Vorfall zu {title} anzeigen</translation>
    </message>
    <message>
        <source>Show the most alike</source>
        <translation>Den ähnlichsten anzeigen</translation>
    </message>
    <message>
        <source>Show the raw action</source>
        <translation>Rohe Aktion anzeigen</translation>
    </message>
    <message numerus="yes">
        <source>Show the {count} most alike</source>
        <translation><numerusform>Den {count} ähnlichsten anzeigen</numerusform><numerusform>Die {count} ähnlichsten anzeigen</numerusform></translation>
    </message>
    <message>
        <source>Show what made up for it</source>
        <translation>Anzeigen, was es wiedergutmachte</translation>
    </message>
    <message>
        <source>Show your own card</source>
        <translation>Ihre eigene Karte anzeigen</translation>
    </message>
    <message numerus="yes">
        <source>Show {count} new actions</source>
        <translation><numerusform>{count} neue Aktion anzeigen</numerusform><numerusform>{count} neue Aktionen anzeigen</numerusform></translation>
    </message>
    <message>
        <source>Show {n} more of {left}</source>
        <translation>{n} weitere von {left} anzeigen</translation>
    </message>
    <message>
        <source>Shown by the tray icon.</source>
        <translation>Vom Symbol im Infobereich angezeigt.</translation>
    </message>
    <message>
        <source>Shown by your desktop.</source>
        <translation>Von Ihrem Desktop angezeigt.</translation>
    </message>
    <message>
        <source>Shown this once and stored nowhere. Print it or write it down, and keep it off this machine: whoever holds it can make a new key in your name.</source>
        <translation>Nur dieses eine Mal angezeigt und nirgends gespeichert. Drucken Sie es oder schreiben Sie es ab, und bewahren Sie es nicht auf diesem Rechner auf: Wer es hat, kann einen neuen Schlüssel in Ihrem Namen erstellen.</translation>
    </message>
    <message>
        <source>Shown: {what}. Press to show any.</source>
        <translation>Angezeigt: {what}. Drücken, um alles anzuzeigen.</translation>
    </message>
    <message>
        <source>Shows a file of yours beside the trace that was sent</source>
        <translation>Zeigt eine Ihrer Dateien neben dem gesandten Trace</translation>
    </message>
    <message>
        <source>Shows everybody who holds a head of this ledger</source>
        <translation>Zeigt alle, die einen Kopf dieses Protokolls halten</translation>
    </message>
    <message>
        <source>Show…</source>
        <translation>Anzeigen…</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>Signieren</translation>
    </message>
    <message>
        <source>Sign a change…</source>
        <translation>Änderung signieren…</translation>
    </message>
    <message>
        <source>Sign as second person</source>
        <translation>Als zweite Person signieren</translation>
    </message>
    <message>
        <source>Sign as second person…</source>
        <translation>Als zweite Person signieren…</translation>
    </message>
    <message>
        <source>Sign it</source>
        <translation>Signieren</translation>
    </message>
    <message>
        <source>Sign one…</source>
        <translation>Eines signieren…</translation>
    </message>
    <message>
        <source>Sign the charter</source>
        <translation>Auftrag signieren</translation>
    </message>
    <message>
        <source>Sign the description</source>
        <translation>Beschreibung signieren</translation>
    </message>
    <message>
        <source>Sign the edit, send the answer</source>
        <translation>Änderung signieren, Antwort senden</translation>
    </message>
    <message>
        <source>Sign the edit…</source>
        <translation>Änderung signieren…</translation>
    </message>
    <message>
        <source>Sign the level…</source>
        <translation>Stufe signieren…</translation>
    </message>
    <message>
        <source>Sign this level</source>
        <translation>Diese Stufe signieren</translation>
    </message>
    <message>
        <source>Sign this mandate</source>
        <translation>Dieses Mandat signieren</translation>
    </message>
    <message>
        <source>Signatures from that entry on stay in the ledger and are shown as doubtful; approvals among them that were not used yet give no permit any more.</source>
        <translation>Signaturen ab diesem Eintrag bleiben im Protokoll und werden als zweifelhaft angezeigt; noch nicht genutzte Genehmigungen darunter ergeben keine Freigabe mehr.</translation>
    </message>
    <message>
        <source>Signed and in force, entry {entry}.</source>
        <translation>Signiert und in Kraft, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>Signed and in force, entry {entry}. {note}</source>
        <translation>Signiert und in Kraft, Eintrag {entry}. {note}</translation>
    </message>
    <message>
        <source>Signed and stored, entry {entry}. {note}</source>
        <translation>Signiert und gespeichert, Eintrag {entry}. {note}</translation>
    </message>
    <message>
        <source>Signed as entry {seq}. This cannot be undone.</source>
        <translation>Signiert als Eintrag {seq}. Dies kann nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>Signed by {person} {when}; waits until {day}.</source>
        <translation>Signiert von {person} {when}; wartet bis {day}.</translation>
    </message>
    <message>
        <source>Signed for {log}</source>
        <translation>Signiert für {log}</translation>
    </message>
    <message>
        <source>Signed, entry {entry}. It waits for a second person for 7 days; until then nothing changes.</source>
        <translation>Signiert, Eintrag {entry}. Es wartet 7 Tage auf eine zweite Person; bis dahin ändert sich nichts.</translation>
    </message>
    <message>
        <source>Signing secret (optional)</source>
        <translation>Signaturgeheimnis (optional)</translation>
    </message>
    <message>
        <source>Signing secret of the webhook</source>
        <translation>Signaturgeheimnis des Webhooks</translation>
    </message>
    <message>
        <source>Signing the order…</source>
        <translation>Anordnung wird signiert…</translation>
    </message>
    <message>
        <source>Signing…</source>
        <translation>Wird signiert…</translation>
    </message>
    <message>
        <source>Silence is a stop.</source>
        <translation>Stille ist ein Halt.</translation>
    </message>
    <message>
        <source>Single letters</source>
        <translation>Einzelne Buchstaben</translation>
    </message>
    <message>
        <source>Single letters act</source>
        <translation>Einzelne Buchstaben wirken</translation>
    </message>
    <message>
        <source>Single letters are switched off; keys with Ctrl act.</source>
        <translation>Einzelne Buchstaben sind abgeschaltet; Tasten mit Strg wirken.</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinere Schrift</translation>
    </message>
    <message>
        <source>Snoozed</source>
        <translation>Zurückgestellt</translation>
    </message>
    <message>
        <source>Some bytes of it are still in the database's files, because another program reads them now. They go when you ask again later, or when the profile is opened next.</source>
        <translation>Einige seiner Bytes liegen noch in den Dateien der Datenbank, weil ein anderes Programm sie gerade liest. Sie verschwinden, wenn Sie später erneut fragen oder das Profil das nächste Mal geöffnet wird.</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>Jemand</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>Jemand anderes</translation>
    </message>
    <message>
        <source>Somebody else is looking at this</source>
        <translation>Jemand anderes sieht sich dies an</translation>
    </message>
    <message>
        <source>Something failed inside Counterseal itself</source>
        <translation>In Counterseal selbst ist etwas fehlgeschlagen</translation>
    </message>
    <message>
        <source>Something failed inside Counterseal that should not have. Nothing was decided by it. The exact text, for a report:</source>
        <translation>In Counterseal ist etwas fehlgeschlagen, was nicht hätte fehlschlagen dürfen. Dadurch wurde nichts entschieden. Der genaue Text, für eine Meldung:</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Überholt</translation>
    </message>
    <message>
        <source>Start with the session</source>
        <translation>Mit der Sitzung starten</translation>
    </message>
    <message>
        <source>Starting with the session is written to {path}; links belong to the installed application.</source>
        <translation>Der Start mit der Sitzung wird in {path} geschrieben; Links gehören zum installierten Programm.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <source>Starts with the program.</source>
        <translation>Startet mit dem Programm.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Bleibt</translation>
    </message>
    <message>
        <source>Stays in the tray</source>
        <translation>Bleibt im Infobereich</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>Gleichbleibend</translation>
    </message>
    <message numerus="yes">
        <source>Step {number} of {count}</source>
        <translation><numerusform>Schritt {number} von {count}</numerusform><numerusform>Schritt {number} von {count}</numerusform></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Still searching: nothing found so far</source>
        <translation>Sucht noch: bisher nichts gefunden</translation>
    </message>
    <message>
        <source>Still searching: {shown} found so far, the oldest of {time}</source>
        <translation>Sucht noch: bisher {shown} gefunden, der älteste von {time}</translation>
    </message>
    <message>
        <source>Still {risk}</source>
        <translation>Weiterhin {risk}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop searching</source>
        <translation>Suche anhalten</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Structure and content</source>
        <translation>Struktur und Inhalt</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Erfolg</translation>
    </message>
    <message>
        <source>Success, in numbers</source>
        <translation>Erfolg in Zahlen</translation>
    </message>
    <message>
        <source>Such as 2026-11-21</source>
        <translation>Etwa 2026-11-21</translation>
    </message>
    <message>
        <source>Sum of {what}</source>
        <translation>Summe von {what}</translation>
    </message>
    <message>
        <source>Sums and counts, so that many small calls do not walk past a limit.</source>
        <translation>Summen und Anzahlen, damit viele kleine Aufrufe nicht an einer Grenze vorbeikommen.</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>So</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>Sonntag</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>Supervised processes are ended at once</source>
        <translation>Überwachte Prozesse werden sofort beendet</translation>
    </message>
    <message numerus="yes">
        <source>Supervised processes have {count} seconds to finish, then they are ended</source>
        <translation><numerusform>Überwachte Prozesse haben {count} Sekunde, dann werden sie beendet</numerusform><numerusform>Überwachte Prozesse haben {count} Sekunden, dann werden sie beendet</numerusform></translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Ausgesetzt</translation>
    </message>
    <message>
        <source>System keyring</source>
        <translation>Schlüsselbund des Systems</translation>
    </message>
    <message>
        <source>Systems it touches</source>
        <translation>Systeme, die er berührt</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Table {title}, {rows} rows</source>
        <translation>Tabelle {title}, {rows} Zeilen</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Take the mandate back: from now on everything waits for a person</source>
        <translation>Mandat zurücknehmen: Ab jetzt wartet alles auf eine Person</translation>
    </message>
    <message>
        <source>Take this description back: the tool counts as Critical from now on</source>
        <translation>Beschreibung zurücknehmen: Das Werkzeug zählt ab jetzt als Kritisch</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Zurückgenommen</translation>
    </message>
    <message>
        <source>Taken back: what you signed before does not run.</source>
        <translation>Zurückgenommen: Was Sie zuvor signiert haben, läuft nicht.</translation>
    </message>
    <message>
        <source>Takes effect at once and stays: approvals that were not used become void, and nothing starts again by itself. {reset}</source>
        <translation>Wirkt sofort und bleibt bestehen: Nicht genutzte Genehmigungen werden ungültig, und nichts startet von selbst wieder. {reset}</translation>
    </message>
    <message>
        <source>Takes effect at once: from the next entry on nothing can be signed with it. What was signed before stays valid, unless you say below that somebody else may have had the key.</source>
        <translation>Wirkt sofort: Ab dem nächsten Eintrag kann nichts mehr damit signiert werden. Was zuvor signiert wurde, bleibt gültig, außer Sie sagen unten, dass jemand anderes den Schlüssel gehabt haben kann.</translation>
    </message>
    <message>
        <source>Taking back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Tasks to watch</source>
        <translation>Zu beobachtende Aufgaben</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Test {name}</source>
        <translation>{name} testen</translation>
    </message>
    <message>
        <source>Text at 100 %</source>
        <translation>Schrift bei 100 %</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>That action does not wait for a decision here. This is what the history has of it.</source>
        <translation>Diese Aktion wartet hier nicht auf eine Entscheidung. Dies hat der Verlauf dazu.</translation>
    </message>
    <message>
        <source>That is not this version's message</source>
        <translation>Das ist keine Nachricht dieser Version</translation>
    </message>
    <message>
        <source>That is short, and short ones are guessed. Use four words or more, or press again to keep it.</source>
        <translation>Das ist kurz, und kurze werden erraten. Nehmen Sie vier Wörter oder mehr, oder drücken Sie erneut, um sie zu behalten.</translation>
    </message>
    <message>
        <source>The action that made up for it</source>
        <translation>Die Aktion, die es wiedergutmachte</translation>
    </message>
    <message>
        <source>The agent as a whole</source>
        <translation>Der Agent als Ganzes</translation>
    </message>
    <message>
        <source>The agent comes back paused: it may ask again, and everything waits until its owner resumes it. Your name and reason go into the signed record.</source>
        <translation>Der Agent kommt pausiert zurück: Er darf wieder fragen, und alles wartet, bis sein Eigentümer ihn fortsetzt. Ihr Name und Ihre Begründung kommen in die signierte Aufzeichnung.</translation>
    </message>
    <message>
        <source>The agent gives no explanation.</source>
        <translation>Der Agent gibt keine Erklärung.</translation>
    </message>
    <message>
        <source>The agent is reset and paused: what it asks for waits until its owner resumes it.</source>
        <translation>Der Agent ist zurückgesetzt und pausiert: Worum er bittet, wartet, bis sein Eigentümer ihn fortsetzt.</translation>
    </message>
    <message>
        <source>The agent its actions belong to</source>
        <translation>Der Agent, dem seine Aktionen gehören</translation>
    </message>
    <message>
        <source>The agent's program sent these steps by OpenTelemetry. They are no part of what is signed.</source>
        <translation>Das Programm des Agenten hat diese Schritte über OpenTelemetry gesendet. Sie sind kein Teil dessen, was signiert wird.</translation>
    </message>
    <message>
        <source>The agent's value</source>
        <translation>Wert des Agenten</translation>
    </message>
    <message>
        <source>The agents cannot be read</source>
        <translation>Die Agenten können nicht gelesen werden</translation>
    </message>
    <message>
        <source>The bundle lies in {path}. Its verify.py checks it without us.</source>
        <translation>Das Nachweispaket liegt in {path}. Sein verify.py prüft es ohne uns.</translation>
    </message>
    <message>
        <source>The card could not be written: {why}</source>
        <translation>Die Karte konnte nicht geschrieben werden: {why}</translation>
    </message>
    <message>
        <source>The charter {digest} proves it.</source>
        <translation>Der Auftrag {digest} beweist es.</translation>
    </message>
    <message>
        <source>The charter {digest} proves it; the ledger is verified to entry {entry}.</source>
        <translation>Der Auftrag {digest} beweist es; das Protokoll ist bis Eintrag {entry} verifiziert.</translation>
    </message>
    <message>
        <source>The code from the newcomer's screen</source>
        <translation>Der Code vom Bildschirm der neuen Person</translation>
    </message>
    <message>
        <source>The code on your recovery sheet</source>
        <translation>Der Code auf Ihrem Wiederherstellungsblatt</translation>
    </message>
    <message>
        <source>The code on your sheet, with or without its spaces</source>
        <translation>Der Code auf Ihrem Blatt, mit oder ohne Leerzeichen</translation>
    </message>
    <message>
        <source>The connection works.</source>
        <translation>Die Verbindung funktioniert.</translation>
    </message>
    <message>
        <source>The demo is getting ready</source>
        <translation>Die Demo wird vorbereitet</translation>
    </message>
    <message>
        <source>The events lie in {path}, one JSON object a line.</source>
        <translation>Die Ereignisse liegen in {path}, ein JSON-Objekt je Zeile.</translation>
    </message>
    <message>
        <source>The exact text of the defect</source>
        <translation>Der genaue Text des Fehlers</translation>
    </message>
    <message>
        <source>The figures and the one row behind them lie in {path}.</source>
        <translation>Die Zahlen und die eine Zeile dahinter liegen in {path}.</translation>
    </message>
    <message>
        <source>The figures and the {rows} rows behind them lie in {path}.</source>
        <translation>Die Zahlen und die {rows} Zeilen dahinter liegen in {path}.</translation>
    </message>
    <message>
        <source>The figures cannot be counted: {why}</source>
        <translation>Die Zahlen können nicht gezählt werden: {why}</translation>
    </message>
    <message>
        <source>The figures cannot be counted: {why} These are from before.</source>
        <translation>Die Zahlen können nicht gezählt werden: {why} Diese sind von vorher.</translation>
    </message>
    <message>
        <source>The file cannot be read: {why}</source>
        <translation>Die Datei kann nicht gelesen werden: {why}</translation>
    </message>
    <message>
        <source>The first day comes after the last one.</source>
        <translation>Der erste Tag liegt nach dem letzten.</translation>
    </message>
    <message>
        <source>The first entry whose signature is doubtful</source>
        <translation>Der erste Eintrag, dessen Signatur zweifelhaft ist</translation>
    </message>
    <message>
        <source>The folder for sockets belongs to somebody else</source>
        <translation>Der Ordner für Sockets gehört jemand anderem</translation>
    </message>
    <message>
        <source>The gateway that lets its actions through or holds them.</source>
        <translation>Das Gateway, das seine Aktionen durchlässt oder zurückhält.</translation>
    </message>
    <message>
        <source>The head held elsewhere</source>
        <translation>Der anderswo gehaltene Kopf</translation>
    </message>
    <message>
        <source>The head here</source>
        <translation>Der Kopf hier</translation>
    </message>
    <message>
        <source>The history cannot be read: {why}</source>
        <translation>Der Verlauf kann nicht gelesen werden: {why}</translation>
    </message>
    <message>
        <source>The hours begin and end at the same time.</source>
        <translation>Die Zeiten beginnen und enden zugleich.</translation>
    </message>
    <message>
        <source>The id is made of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit.</source>
        <translation>Die ID besteht aus a-z, 0-9, Punkt, Bindestrich und Unterstrich und beginnt mit einem Buchstaben oder einer Ziffer.</translation>
    </message>
    <message>
        <source>The incident goes into the ledger and {name} falls one level by itself, down to L1 at most; only its owner raises it again. Nothing is undone by this: follow the runbook, then note here which action made up for it.</source>
        <translation>Der Vorfall kommt ins Protokoll, und {name} fällt von selbst um eine Stufe, höchstens bis L1; nur der Eigentümer hebt sie wieder an. Dadurch wird nichts rückgängig gemacht: Folgen Sie dem Notfallplan, und vermerken Sie dann hier, welche Aktion es wiedergutgemacht hat.</translation>
    </message>
    <message>
        <source>The key was in good hands until now</source>
        <translation>Der Schlüssel war bis jetzt in guten Händen</translation>
    </message>
    <message>
        <source>The kill switch was tried</source>
        <translation>Der Not-Halt wurde erprobt</translation>
    </message>
    <message>
        <source>The last 30 days, had this been signed</source>
        <translation>Die letzten 30 Tage, wäre dies signiert gewesen</translation>
    </message>
    <message>
        <source>The last one left may finish it alone from {when} on.</source>
        <translation>Wer als Letzter übrig ist, kann es ab {when} allein abschließen.</translation>
    </message>
    <message numerus="yes">
        <source>The last {count} days, had this been signed</source>
        <translation><numerusform>Der letzte Tag, wäre dies signiert gewesen</numerusform><numerusform>Die letzten {count} Tage, wäre dies signiert gewesen</numerusform></translation>
    </message>
    <message>
        <source>The list goes on from the end of that day towards earlier ones. Nothing is filtered.</source>
        <translation>Die Liste geht ab dem Ende dieses Tages zu früheren Tagen weiter. Nichts wird gefiltert.</translation>
    </message>
    <message>
        <source>The lock screen of macOS cannot be heard here; only the minutes above count.</source>
        <translation>Der Sperrbildschirm von macOS ist hier nicht zu hören; nur die Minuten oben zählen.</translation>
    </message>
    <message>
        <source>The lower bound is above the upper one.</source>
        <translation>Die untere Grenze liegt über der oberen.</translation>
    </message>
    <message>
        <source>The machine went to sleep, so your key is locked too</source>
        <translation>Der Rechner ging in den Ruhezustand, also ist auch Ihr Schlüssel gesperrt</translation>
    </message>
    <message>
        <source>The newcomer's card</source>
        <translation>Die Karte der neuen Person</translation>
    </message>
    <message>
        <source>The next entry says that you accepted it, with your reason and both heads. Gateways that saw more are told, and keep what they saw.</source>
        <translation>Der nächste Eintrag sagt, dass Sie ihn angenommen haben, mit Ihrer Begründung und beiden Köpfen. Gateways, die mehr sahen, erfahren es und behalten, was sie sahen.</translation>
    </message>
    <message>
        <source>The open window refused</source>
        <translation>Das offene Fenster lehnte ab</translation>
    </message>
    <message>
        <source>The opened step</source>
        <translation>Der geöffnete Schritt</translation>
    </message>
    <message>
        <source>The order {digest} proves it.</source>
        <translation>Die Anordnung {digest} beweist es.</translation>
    </message>
    <message>
        <source>The order {digest} proves it; the ledger is verified to entry {entry}.</source>
        <translation>Die Anordnung {digest} beweist es; das Protokoll ist bis Eintrag {entry} verifiziert.</translation>
    </message>
    <message>
        <source>The passphrase is asked for when you start, after a pause, and for what is High or Critical. Nobody can tell it to you again; a recovery sheet, shown next, makes a new key instead.</source>
        <translation>Die Passphrase wird beim Start verlangt, nach einer Pause und für alles, was Hoch oder Kritisch ist. Niemand kann sie Ihnen noch einmal sagen; ein Wiederherstellungsblatt, das gleich angezeigt wird, erzeugt stattdessen einen neuen Schlüssel.</translation>
    </message>
    <message>
        <source>The passphrase that opens it is missing.</source>
        <translation>Die Passphrase, die sie öffnet, fehlt.</translation>
    </message>
    <message>
        <source>The permit was taken and nothing was reported afterwards. Look where the effect would be, then say it; your answer and how you know go into the signed record. Nothing runs again by it.</source>
        <translation>Die Freigabe wurde genommen und danach nichts gemeldet. Sehen Sie dort nach, wo die Wirkung wäre, und sagen Sie es dann; Ihre Antwort und woher Sie es wissen, kommen in die signierte Aufzeichnung. Nichts läuft dadurch noch einmal.</translation>
    </message>
    <message>
        <source>The place for the window's socket cannot be used</source>
        <translation>Der Ort für den Socket des Fensters ist nicht verwendbar</translation>
    </message>
    <message>
        <source>The profile's path holds characters that a desktop entry cannot</source>
        <translation>Der Pfad des Profils enthält Zeichen, die ein Desktop-Eintrag nicht haben kann</translation>
    </message>
    <message>
        <source>The reason {person} gave</source>
        <translation>Die Begründung von {person}</translation>
    </message>
    <message>
        <source>The report lies in {path}.</source>
        <translation>Der Bericht liegt in {path}.</translation>
    </message>
    <message>
        <source>The runbook: who does what, in which order.</source>
        <translation>Der Notfallplan: wer was tut, in welcher Reihenfolge.</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>Noch einmal dieselbe</translation>
    </message>
    <message>
        <source>The same head</source>
        <translation>Derselbe Kopf</translation>
    </message>
    <message>
        <source>The same in all of them</source>
        <translation>In allen gleich</translation>
    </message>
    <message>
        <source>The same on both screens: this is their card.</source>
        <translation>Auf beiden Bildschirmen gleich: Dies ist die Karte der Person.</translation>
    </message>
    <message>
        <source>The same: {labels}</source>
        <translation>Gleich: {labels}</translation>
    </message>
    <message>
        <source>The screen was locked, so your key is locked too</source>
        <translation>Der Bildschirm wurde gesperrt, also ist auch Ihr Schlüssel gesperrt</translation>
    </message>
    <message>
        <source>The selected action</source>
        <translation>Die ausgewählte Aktion</translation>
    </message>
    <message>
        <source>The selected agent</source>
        <translation>Der ausgewählte Agent</translation>
    </message>
    <message>
        <source>The selected entries</source>
        <translation>Die ausgewählten Einträge</translation>
    </message>
    <message>
        <source>The selected entry</source>
        <translation>Der ausgewählte Eintrag</translation>
    </message>
    <message>
        <source>The session was locked, so your key is locked too</source>
        <translation>Die Sitzung wurde gesperrt, also ist auch Ihr Schlüssel gesperrt</translation>
    </message>
    <message>
        <source>The session's screen lock cannot be heard here; only the minutes above count.</source>
        <translation>Die Bildschirmsperre der Sitzung ist hier nicht zu hören; nur die Minuten oben zählen.</translation>
    </message>
    <message>
        <source>The sheet could not be written: {why}</source>
        <translation>Das Blatt konnte nicht geschrieben werden: {why}</translation>
    </message>
    <message>
        <source>The signed registration proves it.</source>
        <translation>Die signierte Registrierung beweist es.</translation>
    </message>
    <message>
        <source>The signed registration proves it; the ledger is verified to entry {entry}.</source>
        <translation>Die signierte Registrierung beweist es; das Protokoll ist bis Eintrag {entry} verifiziert.</translation>
    </message>
    <message>
        <source>The source says that it failed</source>
        <translation>Die Quelle sagt, dass er fehlschlug</translation>
    </message>
    <message>
        <source>The system refused</source>
        <translation>Das System lehnte ab</translation>
    </message>
    <message>
        <source>The test arrived: {answer}</source>
        <translation>Der Test kam an: {answer}</translation>
    </message>
    <message>
        <source>The tool's name</source>
        <translation>Name des Werkzeugs</translation>
    </message>
    <message>
        <source>The tool's schema cannot be used here; only types are checked.</source>
        <translation>Das Schema des Werkzeugs ist hier nicht verwendbar; nur Typen werden geprüft.</translation>
    </message>
    <message>
        <source>The trace as JSON</source>
        <translation>Der Trace als JSON</translation>
    </message>
    <message>
        <source>The trace itself marks this step as proposing; it tells no tool and arguments to compare.</source>
        <translation>Der Trace selbst kennzeichnet diesen Schritt als vorschlagend; er nennt weder Werkzeug noch Argumente zum Vergleich.</translation>
    </message>
    <message>
        <source>The trace itself marks this step as proposing; its arguments are not those of the action now.</source>
        <translation>Der Trace selbst kennzeichnet diesen Schritt als vorschlagend; seine Argumente sind nicht die jetzigen der Aktion.</translation>
    </message>
    <message>
        <source>The two new passphrases differ.</source>
        <translation>Die beiden neuen Passphrasen sind verschieden.</translation>
    </message>
    <message>
        <source>The two passphrases differ.</source>
        <translation>Die beiden Passphrasen sind verschieden.</translation>
    </message>
    <message>
        <source>The whole record is verified before anything of it is kept. Nothing is left behind if it fails.</source>
        <translation>Alles wird verifiziert, bevor etwas davon behalten wird. Schlägt es fehl, bleibt nichts zurück.</translation>
    </message>
    <message>
        <source>The window cannot be reached by later starts</source>
        <translation>Das Fenster kann von späteren Starts nicht erreicht werden</translation>
    </message>
    <message>
        <source>The window of that profile could not be started.</source>
        <translation>Das Fenster dieses Profils konnte nicht gestartet werden.</translation>
    </message>
    <message>
        <source>The work was stopped before it finished</source>
        <translation>Die Arbeit wurde angehalten, bevor sie fertig war</translation>
    </message>
    <message>
        <source>The workflow, from where it starts to where it ends.</source>
        <translation>Der Ablauf, von seinem Anfang bis zu seinem Ende.</translation>
    </message>
    <message>
        <source>The worst case would be hard to repair, or what it does is not known.</source>
        <translation>Der schlimmste Fall wäre schwer zu beheben, oder es ist nicht bekannt, was sie tut.</translation>
    </message>
    <message>
        <source>Their ids, with spaces between. Only for agents of protocol 0.3, which list none.</source>
        <translation>Ihre Kennungen, durch Leerzeichen getrennt. Nur für Agenten mit Protokoll 0.3, die keine auflisten.</translation>
    </message>
    <message>
        <source>Then any program of your account can sign as you; the window, Doctor and every decision say so. You can set a passphrase later under Settings.</source>
        <translation>Dann kann jedes Programm Ihres Kontos als Sie signieren; das Fenster, die Diagnose und jede Entscheidung sagen es. Eine Passphrase können Sie später unter Einstellungen setzen.</translation>
    </message>
    <message>
        <source>Then connect that server: what it parks for a person appears here, and your answer resumes it.</source>
        <translation>Dann verbinden Sie diesen Server: Was er für eine Person zurückstellt, erscheint hier, und Ihre Antwort setzt ihn fort.</translation>
    </message>
    <message>
        <source>There is an agent of this id, and {owner} answers for it.</source>
        <translation>Es gibt einen Agenten mit dieser ID, und {owner} verantwortet ihn.</translation>
    </message>
    <message>
        <source>There is an agent of this id. It gets a new token, the one it has now ends at once, and it falls to L1 at most.</source>
        <translation>Es gibt einen Agenten mit dieser ID. Er erhält ein neues Token, das jetzige endet sofort, und er fällt auf höchstens L1.</translation>
    </message>
    <message>
        <source>There is no mandate: nothing runs alone.</source>
        <translation>Es gibt kein Mandat: Nichts läuft allein.</translation>
    </message>
    <message>
        <source>There is nothing to count yet: describe a tool first.</source>
        <translation>Noch gibt es nichts zu zählen: Beschreiben Sie zuerst ein Werkzeug.</translation>
    </message>
    <message>
        <source>There may be more: only the newest steps of a long trace are kept.</source>
        <translation>Es kann mehr geben: von einem langen Trace werden nur die neuesten Schritte behalten.</translation>
    </message>
    <message>
        <source>They come back by themselves. The pill Snoozed shows them.</source>
        <translation>Sie kommen von selbst wieder. Die Schaltfläche „Zurückgestellt“ zeigt sie.</translation>
    </message>
    <message>
        <source>They name risk, agent and verb, and carry no button that decides.</source>
        <translation>Sie nennen Risiko, Agent und Verb und tragen keine Schaltfläche, die entscheidet.</translation>
    </message>
    <message>
        <source>This action cannot be opened</source>
        <translation>Diese Aktion kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>This action cannot be shown as it would run, so it can only be rejected. The reason:</source>
        <translation>Diese Aktion kann nicht so angezeigt werden, wie sie liefe, also kann sie nur abgelehnt werden. Der Grund:</translation>
    </message>
    <message>
        <source>This action changed while it was open. Read the new version before you decide.</source>
        <translation>Diese Aktion änderte sich, während sie offen war. Lesen Sie die neue Fassung, bevor Sie entscheiden.</translation>
    </message>
    <message>
        <source>This afternoon, 13:00</source>
        <translation>Heute Nachmittag, 13:00</translation>
    </message>
    <message>
        <source>This call has no arguments.</source>
        <translation>Dieser Aufruf hat keine Argumente.</translation>
    </message>
    <message>
        <source>This cannot be signed. {problems}</source>
        <translation>Dies kann nicht signiert werden. {problems}</translation>
    </message>
    <message>
        <source>This cannot be worked out: {why}</source>
        <translation>Dies kann nicht berechnet werden: {why}</translation>
    </message>
    <message>
        <source>This desk</source>
        <translation>Dieser Platz</translation>
    </message>
    <message>
        <source>This ends the halt that {person} placed {when}.</source>
        <translation>Dies beendet den Not-Halt von {person} {when}.</translation>
    </message>
    <message>
        <source>This ends the halt that {person} placed.</source>
        <translation>Dies beendet den Not-Halt von {person}.</translation>
    </message>
    <message>
        <source>This entry cannot be read</source>
        <translation>Dieser Eintrag kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>This file is too large to be a card.</source>
        <translation>Diese Datei ist zu groß, um eine Karte zu sein.</translation>
    </message>
    <message>
        <source>This history is not the one that others hold a head of</source>
        <translation>Dieser Verlauf ist nicht der, von dem andere einen Kopf halten</translation>
    </message>
    <message>
        <source>This history is shorter than one that others hold a head of</source>
        <translation>Dieser Verlauf ist kürzer als einer, von dem andere einen Kopf halten</translation>
    </message>
    <message>
        <source>This image cannot be shown. It was not sent along.</source>
        <translation>Dieses Bild kann nicht angezeigt werden. Es wurde nicht mitgesandt.</translation>
    </message>
    <message>
        <source>This image cannot be shown. {why}.</source>
        <translation>Dieses Bild kann nicht angezeigt werden. {why}.</translation>
    </message>
    <message>
        <source>This is a defect of ours</source>
        <translation>Dies ist ein Fehler von uns</translation>
    </message>
    <message>
        <source>This is in force already.</source>
        <translation>Das gilt bereits.</translation>
    </message>
    <message>
        <source>This is no key.</source>
        <translation>Das ist keine Taste.</translation>
    </message>
    <message>
        <source>This is not a link that Counterseal knows</source>
        <translation>Diesen Link kennt Counterseal nicht</translation>
    </message>
    <message>
        <source>This is not an amount</source>
        <translation>Das ist kein Betrag</translation>
    </message>
    <message>
        <source>This is not your history</source>
        <translation>Dies ist nicht Ihr Verlauf</translation>
    </message>
    <message>
        <source>This is somebody else's card.</source>
        <translation>Dies ist die Karte von jemand anderem.</translation>
    </message>
    <message>
        <source>This key stays as it is.</source>
        <translation>Diese Taste bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>This ledger: 1 entry</source>
        <translation>Dieses Protokoll: 1 Eintrag</translation>
    </message>
    <message numerus="yes">
        <source>This ledger: {number} entries</source>
        <translation><numerusform>Dieses Protokoll: {number} Eintrag</numerusform><numerusform>Dieses Protokoll: {number} Einträge</numerusform></translation>
    </message>
    <message>
        <source>This list of keys</source>
        <translation>Diese Liste der Tasten</translation>
    </message>
    <message>
        <source>This mandate has ended: everything waits until a new one is signed.</source>
        <translation>Dieses Mandat ist zu Ende: Alles wartet, bis ein neues signiert ist.</translation>
    </message>
    <message>
        <source>This number is too large</source>
        <translation>Diese Zahl ist zu groß</translation>
    </message>
    <message>
        <source>This profile is open already, and its window does not answer</source>
        <translation>Dieses Profil ist schon offen, und sein Fenster antwortet nicht</translation>
    </message>
    <message>
        <source>This profile's own gateway</source>
        <translation>Das eigene Gateway dieses Profils</translation>
    </message>
    <message>
        <source>This session shows no notifications; the count in the title and the list are all there is.</source>
        <translation>Diese Sitzung zeigt keine Benachrichtigungen; die Zahl im Titel und die Liste sind alles, was es gibt.</translation>
    </message>
    <message>
        <source>This session shows no tray, so closing the window quits, after naming who waits.</source>
        <translation>Diese Sitzung zeigt keinen Infobereich; das Schließen des Fensters beendet daher das Programm, nachdem es nennt, wer wartet.</translation>
    </message>
    <message>
        <source>This step has no text.</source>
        <translation>Dieser Schritt hat keinen Text.</translation>
    </message>
    <message>
        <source>This tool is not described, so the labels below are the agent's own argument names and the action counts as Critical.</source>
        <translation>Dieses Werkzeug ist nicht beschrieben, also sind die Bezeichnungen unten die Argumentnamen des Agenten, und die Aktion zählt als Kritisch.</translation>
    </message>
    <message>
        <source>This value can only be changed as JSON</source>
        <translation>Dieser Wert kann nur als JSON geändert werden</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>Dieses Fenster</translation>
    </message>
    <message>
        <source>This window holds their gateway. Without it their actions wait; none of them runs by itself.</source>
        <translation>Dieses Fenster hält ihr Gateway. Ohne es warten ihre Aktionen; keine davon läuft von selbst.</translation>
    </message>
    <message>
        <source>Three small agents with real effects, in a folder of their own. Nothing of it is kept with yours.</source>
        <translation>Drei kleine Agenten mit echten Wirkungen, in einem eigenen Ordner. Nichts davon liegt bei Ihren Daten.</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>Do</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>Donnerstag</translation>
    </message>
    <message>
        <source>Tick the tools, or name others below; a star stands for any ending.</source>
        <translation>Haken Sie die Werkzeuge an, oder nennen Sie unten andere; ein Stern steht für jedes Ende.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Time axis, {n} ms from end to end</source>
        <translation>Zeitachse, {n} ms von Ende zu Ende</translation>
    </message>
    <message>
        <source>Time to decide</source>
        <translation>Zeit bis zur Entscheidung</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>To be decided alone: {list}</source>
        <translation>Einzeln zu entscheiden: {list}</translation>
    </message>
    <message>
        <source>To the outside</source>
        <translation>Nach außen</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Tomorrow, 08:00</source>
        <translation>Morgen, 08:00</translation>
    </message>
    <message>
        <source>Too little</source>
        <translation>Zu wenig</translation>
    </message>
    <message>
        <source>Too little for all lines: {lacking} in one week.</source>
        <translation>Zu wenig für alle Linien: {lacking} in einer Woche.</translation>
    </message>
    <message>
        <source>Too little for all lines: {lacking} on one day.</source>
        <translation>Zu wenig für alle Linien: {lacking} an einem Tag.</translation>
    </message>
    <message>
        <source>Too little for control limits: they take {trials} decisions on {days} days, and the days that they would come from have {found} on {found_days}.</source>
        <translation>Zu wenig für Kontrollgrenzen: Sie brauchen {trials} Entscheidungen an {days} Tagen, und die Tage, aus denen sie kämen, haben {found} an {found_days}.</translation>
    </message>
    <message>
        <source>Took {time}</source>
        <translation>Dauerte {time}</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>Tool {name}</source>
        <translation>Werkzeug {name}</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Tools described</source>
        <translation>Werkzeuge beschrieben</translation>
    </message>
    <message>
        <source>Tools of the group, apart by commas</source>
        <translation>Werkzeuge der Gruppe, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Tools of {agent}</source>
        <translation>Werkzeuge von {agent}</translation>
    </message>
    <message>
        <source>Tools with a level of their own</source>
        <translation>Werkzeuge mit eigener Stufe</translation>
    </message>
    <message>
        <source>Trace capture set</source>
        <translation>Trace-Erfassung geändert</translation>
    </message>
    <message>
        <source>Traces (*.json *.jsonl *.ndjson)</source>
        <translation>Traces (*.json *.jsonl *.ndjson)</translation>
    </message>
    <message>
        <source>Tried</source>
        <translation>Erprobt</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Try it now</source>
        <translation>Jetzt erproben</translation>
    </message>
    <message>
        <source>Try the kill switch</source>
        <translation>Not-Halt erproben</translation>
    </message>
    <message>
        <source>Try the selected agent's kill switch</source>
        <translation>Not-Halt des ausgewählten Agenten erproben</translation>
    </message>
    <message>
        <source>Trying the kill switch</source>
        <translation>Der Not-Halt wird erprobt</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>Wird versucht…</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>Di</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>Dienstag</translation>
    </message>
    <message>
        <source>Type the code from the newcomer's screen. It must be the same as this card's.</source>
        <translation>Geben Sie den Code vom Bildschirm der neuen Person ein. Er muss derselbe sein wie der dieser Karte.</translation>
    </message>
    <message>
        <source>Type the code that stands on your sheet.</source>
        <translation>Geben Sie den Code ein, der auf Ihrem Blatt steht.</translation>
    </message>
    <message>
        <source>Type the fact as it stands above; an amount may go without its sign.</source>
        <translation>Tippen Sie den Fakt, wie er oben steht; ein Betrag darf ohne sein Zeichen stehen.</translation>
    </message>
    <message>
        <source>Type the new passphrase.</source>
        <translation>Geben Sie die neue Passphrase ein.</translation>
    </message>
    <message>
        <source>Type your passphrase until now.</source>
        <translation>Geben Sie Ihre bisherige Passphrase ein.</translation>
    </message>
    <message>
        <source>Type {fact}</source>
        <translation>{fact} eintippen</translation>
    </message>
    <message>
        <source>Type {fact} to confirm</source>
        <translation>{fact} zur Bestätigung eintippen</translation>
    </message>
    <message>
        <source>Type {fact} to confirm.</source>
        <translation>{fact} zur Bestätigung eintippen.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo a held approval</source>
        <translation>Zurückgehaltene Genehmigung rückgängig machen</translation>
    </message>
    <message>
        <source>Unedited</source>
        <translation>Unverändert</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>Unlock your key</source>
        <translation>Ihren Schlüssel entsperren</translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation>Entsperren…</translation>
    </message>
    <message>
        <source>Unreachable</source>
        <translation>Nicht erreichbar</translation>
    </message>
    <message>
        <source>Unreachable. It has stopped by itself: its lease ended at {time}.</source>
        <translation>Nicht erreichbar. Er hat von selbst angehalten: Seine Lease endete um {time}.</translation>
    </message>
    <message>
        <source>Unreachable. It holds no lease, so it does not go on.</source>
        <translation>Nicht erreichbar. Er hält keine Lease, also macht er nicht weiter.</translation>
    </message>
    <message>
        <source>Unreachable. It stops by itself when its lease ends, at {time}.</source>
        <translation>Nicht erreichbar. Er hält von selbst an, wenn seine Lease endet, um {time}.</translation>
    </message>
    <message>
        <source>Unticked: what it did cannot be taken back.</source>
        <translation>Ohne Haken: Was er tat, kann nicht zurückgenommen werden.</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Until I say that I am back</source>
        <translation>Bis ich sage, dass ich zurück bin</translation>
    </message>
    <message>
        <source>Until Monday, {day} {time}</source>
        <translation>Bis Montag, {day} {time}</translation>
    </message>
    <message>
        <source>Until it is locked again your decisions are signed without asking for it, except where a step-up is due.</source>
        <translation>Bis er wieder gesperrt wird, werden Ihre Entscheidungen ohne Nachfrage signiert, außer wo die Passphrase ohnehin nötig ist.</translation>
    </message>
    <message>
        <source>Until they are marked as back</source>
        <translation>Bis die Person als zurück gemeldet wird</translation>
    </message>
    <message>
        <source>Until tomorrow {time}</source>
        <translation>Bis morgen {time}</translation>
    </message>
    <message>
        <source>Until when</source>
        <translation>Bis wann</translation>
    </message>
    <message>
        <source>Until {last}</source>
        <translation>Bis {last}</translation>
    </message>
    <message>
        <source>Up to High runs alone; a person approves Critical and watches.</source>
        <translation>Bis Hoch läuft allein; eine Person genehmigt Kritisch und beobachtet.</translation>
    </message>
    <message>
        <source>Up to Moderate runs alone; a person approves High and Critical.</source>
        <translation>Bis Mittel läuft allein; eine Person genehmigt Hoch und Kritisch.</translation>
    </message>
    <message>
        <source>Upper limit</source>
        <translation>Obere Grenze</translation>
    </message>
    <message>
        <source>Used: {use}</source>
        <translation>Verbraucht: {use}</translation>
    </message>
    <message>
        <source>Usually {share}.</source>
        <translation>Üblicherweise {share}.</translation>
    </message>
    <message>
        <source>Verb</source>
        <translation>Verb</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verifiziert</translation>
    </message>
    <message>
        <source>Verified {done} of {total} entries…</source>
        <translation>{done} von {total} Einträgen verifiziert…</translation>
    </message>
    <message>
        <source>Verified, key doubtful</source>
        <translation>Verifiziert, Schlüssel zweifelhaft</translation>
    </message>
    <message>
        <source>Verified, keys doubtful</source>
        <translation>Verifiziert, Schlüssel zweifelhaft</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verifizieren</translation>
    </message>
    <message>
        <source>Verify and restore</source>
        <translation>Verifizieren und wiederherstellen</translation>
    </message>
    <message>
        <source>Verify every entry</source>
        <translation>Jeden Eintrag verifizieren</translation>
    </message>
    <message>
        <source>Verify the ledger</source>
        <translation>Protokoll verifizieren</translation>
    </message>
    <message>
        <source>Verifying every entry, the tree and the heads…</source>
        <translation>Jeder Eintrag, der Baum und die Köpfe werden verifiziert…</translation>
    </message>
    <message>
        <source>Verifying the backup…</source>
        <translation>Sicherung wird verifiziert…</translation>
    </message>
    <message>
        <source>Verifying the bundle: {done} of {total} entries…</source>
        <translation>Nachweispaket wird verifiziert: {done} von {total} Einträgen…</translation>
    </message>
    <message>
        <source>Verifying the bundle…</source>
        <translation>Nachweispaket wird verifiziert…</translation>
    </message>
    <message>
        <source>Verifying the copy: {done} of {total} entries…</source>
        <translation>Kopie wird verifiziert: {done} von {total} Einträgen…</translation>
    </message>
    <message>
        <source>Verifying: {done} of {total} entries…</source>
        <translation>Verifiziert: {done} von {total} Einträgen…</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Viewed</source>
        <translation>Angesehen</translation>
    </message>
    <message>
        <source>Voided</source>
        <translation>Für ungültig erklärt</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Waiting actions</source>
        <translation>Wartende Aktionen</translation>
    </message>
    <message>
        <source>Waiting for a decision</source>
        <translation>Wartet auf eine Entscheidung</translation>
    </message>
    <message>
        <source>Waiting for a first decision</source>
        <translation>Wartet auf eine erste Entscheidung</translation>
    </message>
    <message>
        <source>Waiting for a person</source>
        <translation>Wartet auf eine Person</translation>
    </message>
    <message>
        <source>Waiting for the others. Closing this stops nothing.</source>
        <translation>Es wird auf die anderen gewartet. Dies zu schließen hält nichts an.</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Waits for a second owner</source>
        <translation>Wartet auf einen zweiten Eigentümer</translation>
    </message>
    <message>
        <source>Waits for a second person</source>
        <translation>Wartet auf eine zweite Person</translation>
    </message>
    <message>
        <source>Wants to: {verb}</source>
        <translation>Möchte: {verb}</translation>
    </message>
    <message>
        <source>Wants to: {verb}. It was escalated.</source>
        <translation>Möchte: {verb}. Sie wurde eskaliert.</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>Mi</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>Mittwoch</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>Welcome to Counterseal</source>
        <translation>Willkommen bei Counterseal</translation>
    </message>
    <message>
        <source>What a person does when it goes wrong (optional).</source>
        <translation>Was eine Person tut, wenn es schiefgeht (optional).</translation>
    </message>
    <message>
        <source>What became of it?</source>
        <translation>Was wurde aus ihr?</translation>
    </message>
    <message>
        <source>What changed since you read it</source>
        <translation>Was sich geändert hat, seit Sie sie gelesen haben</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <source>What falls outside</source>
        <translation>Was nicht darunterfällt</translation>
    </message>
    <message>
        <source>What falls outside the mandate</source>
        <translation>Was nicht unter das Mandat fällt</translation>
    </message>
    <message>
        <source>What followed</source>
        <translation>Was folgte</translation>
    </message>
    <message>
        <source>What goes</source>
        <translation>Was verschwindet</translation>
    </message>
    <message>
        <source>What goes: their attachments, not the statements. {what}</source>
        <translation>Was verschwindet: ihre Anhänge, nicht die Aussagen. {what}</translation>
    </message>
    <message>
        <source>What goes: their content and the signed statements. {what}</source>
        <translation>Was verschwindet: ihr Inhalt und die signierten Aussagen. {what}</translation>
    </message>
    <message>
        <source>What guards it</source>
        <translation>Was ihn schützt</translation>
    </message>
    <message>
        <source>What halts it is still being read</source>
        <translation>Was ihn anhält, wird noch gelesen</translation>
    </message>
    <message>
        <source>What is Critical is never hidden.</source>
        <translation>Was Kritisch ist, wird nie verborgen.</translation>
    </message>
    <message>
        <source>What is bounded</source>
        <translation>Was begrenzt wird</translation>
    </message>
    <message>
        <source>What is counted</source>
        <translation>Was gezählt wird</translation>
    </message>
    <message>
        <source>What is missing here stays missing. Whoever holds the other head can still show that it once was different.</source>
        <translation>Was hier fehlt, fehlt weiterhin. Wer den anderen Kopf hält, kann weiter zeigen, dass es einmal anders war.</translation>
    </message>
    <message>
        <source>What is not chosen here is dropped before anything is stored.</source>
        <translation>Was hier nicht gewählt ist, wird verworfen, bevor etwas gespeichert wird.</translation>
    </message>
    <message>
        <source>What it changes</source>
        <translation>Was es ändert</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was er tut</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
    <message>
        <source>What it is for, who answers for it, and what counts as success. Above L1 Operator it needs one; it is lowered again when it fails more often than is said here.</source>
        <translation>Wozu er da ist, wer ihn verantwortet und was als Erfolg zählt. Über L1 Bediener braucht er einen; er wird wieder gesenkt, wenn er öfter scheitert als hier gesagt.</translation>
    </message>
    <message>
        <source>What it may do alone, inside its level. Whatever is not said here waits for a person.</source>
        <translation>Was er innerhalb seiner Stufe allein tun darf. Alles, was hier nicht steht, wartet auf eine Person.</translation>
    </message>
    <message>
        <source>What it must never do, and where a person takes over.</source>
        <translation>Was er nie tun darf und wo eine Person übernimmt.</translation>
    </message>
    <message>
        <source>What it reads as a rejection</source>
        <translation>Was er als Ablehnung versteht</translation>
    </message>
    <message>
        <source>What it reads as an answer</source>
        <translation>Was er als Antwort versteht</translation>
    </message>
    <message>
        <source>What it reads as an approval</source>
        <translation>Was er als Genehmigung versteht</translation>
    </message>
    <message>
        <source>What people call it</source>
        <translation>Wie man es nennt</translation>
    </message>
    <message>
        <source>What people call it.</source>
        <translation>Wie man ihn nennt.</translation>
    </message>
    <message>
        <source>What people call them, and which is money, payee or target.</source>
        <translation>Wie man sie nennt, und welches Geld, Empfänger oder Ziel ist.</translation>
    </message>
    <message>
        <source>What stays</source>
        <translation>Was bleibt</translation>
    </message>
    <message>
        <source>What stays: that each entry was made, when, of what kind and with which key; the chain stays provable.</source>
        <translation>Was bleibt: dass jeder Eintrag gemacht wurde, wann, welcher Art und mit welchem Schlüssel; die Kette bleibt beweisbar.</translation>
    </message>
    <message>
        <source>What success is</source>
        <translation>Was Erfolg ist</translation>
    </message>
    <message>
        <source>What the agent says</source>
        <translation>Was der Agent sagt</translation>
    </message>
    <message>
        <source>What the agent says — written by the agent, not verified</source>
        <translation>Was der Agent sagt — vom Agenten geschrieben, nicht verifiziert</translation>
    </message>
    <message>
        <source>What the agent says, not verified</source>
        <translation>Was der Agent sagt, nicht verifiziert</translation>
    </message>
    <message>
        <source>What the charter says</source>
        <translation>Was der Auftrag sagt</translation>
    </message>
    <message>
        <source>What the entries hold is deleted for good; that they were made, by whom signed and in which order stays provable.</source>
        <translation>Was die Einträge enthalten, wird endgültig gelöscht; dass es sie gab, wer sie signierte und in welcher Reihenfolge, bleibt beweisbar.</translation>
    </message>
    <message>
        <source>What to call it here</source>
        <translation>Wie es hier heißen soll</translation>
    </message>
    <message>
        <source>What to do about it cannot be shown: {why}</source>
        <translation>Was dagegen zu tun ist, kann nicht angezeigt werden: {why}</translation>
    </message>
    <message>
        <source>What waits and nobody else may decide goes on at once, to the agent's deputy, then to its owner. Nothing is approved by it, and deciding here stays possible.</source>
        <translation>Was wartet und sonst niemand entscheiden darf, geht sofort weiter, an die Stellvertretung des Agenten, dann an seinen Eigentümer. Dadurch wird nichts genehmigt, und hier zu entscheiden bleibt möglich.</translation>
    </message>
    <message>
        <source>What waits from it ends here, and its server is no longer asked. What was decided stays in the ledger.</source>
        <translation>Was von dort wartet, endet hier, und sein Server wird nicht mehr gefragt. Was entschieden wurde, bleibt im Protokoll.</translation>
    </message>
    <message>
        <source>What waits is asked of you again.</source>
        <translation>Was wartet, wird Ihnen wieder vorgelegt.</translation>
    </message>
    <message>
        <source>What waits is asked of {person} again.</source>
        <translation>Was wartet, wird {person} wieder vorgelegt.</translation>
    </message>
    <message>
        <source>What was done about it</source>
        <translation>Was dagegen getan wurde</translation>
    </message>
    <message>
        <source>What was done about it goes into the record. The level stays as it is.</source>
        <translation>Was dagegen getan wurde, kommt in die Aufzeichnung. Die Stufe bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>What was done about it so far goes into the record.</source>
        <translation>Was bisher dagegen getan wurde, kommt in die Aufzeichnung.</translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation>Was falsch war</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>Was geschehen wird</translation>
    </message>
    <message>
        <source>What you look for, under a name. They are yours, in this profile, and no part of the record.</source>
        <translation>Wonach Sie suchen, unter einem Namen. Die Suchen gehören Ihnen, in diesem Profil, und sind kein Teil der Aufzeichnung.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wenn</translation>
    </message>
    <message>
        <source>When it goes wrong</source>
        <translation>Wenn es schiefgeht</translation>
    </message>
    <message>
        <source>Where several groups name a tool, the lowest level counts.</source>
        <translation>Wo mehrere Gruppen ein Werkzeug nennen, zählt die niedrigste Stufe.</translation>
    </message>
    <message>
        <source>Where the action stands</source>
        <translation>Stand der Aktion</translation>
    </message>
    <message>
        <source>Where your key will lie</source>
        <translation>Wo Ihr Schlüssel liegen wird</translation>
    </message>
    <message>
        <source>Whether it can be taken back: {now}.</source>
        <translation>Ob sie zurückgenommen werden kann: {now}.</translation>
    </message>
    <message>
        <source>Who answers for it changes, so the token is good only when a second owner has signed too.</source>
        <translation>Wer ihn verantwortet, ändert sich, also gilt das Token erst, wenn auch ein zweiter Eigentümer signiert hat.</translation>
    </message>
    <message>
        <source>Who did not answer would stop by itself when its lease ends.</source>
        <translation>Wer nicht antwortete, hielte von selbst an, wenn seine Lease endet.</translation>
    </message>
    <message>
        <source>Who holds a head of this ledger</source>
        <translation>Wer einen Kopf dieses Protokolls hält</translation>
    </message>
    <message>
        <source>Who may be paid or reached</source>
        <translation>Wer bezahlt oder erreicht werden darf</translation>
    </message>
    <message>
        <source>Whose names</source>
        <translation>Wessen Namen</translation>
    </message>
    <message>
        <source>Why it waits</source>
        <translation>Warum sie wartet</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Windows did not let this window hear of its session; only the minutes above count.</source>
        <translation>Windows ließ dieses Fenster nichts von seiner Sitzung hören; nur die Minuten oben zählen.</translation>
    </message>
    <message>
        <source>With it you can make a new key when your passphrase or this machine is lost. It is shown once. A sheet you had before ends with it.</source>
        <translation>Damit können Sie einen neuen Schlüssel erstellen, wenn Ihre Passphrase oder dieser Rechner verloren ist. Es wird einmal angezeigt. Ein früheres Blatt endet damit.</translation>
    </message>
    <message>
        <source>With one, posts are signed as Standard Webhooks says, so that the receiver can tell ours.</source>
        <translation>Damit werden Meldungen nach Standard Webhooks signiert, sodass der Empfänger unsere erkennt.</translation>
    </message>
    <message>
        <source>With this</source>
        <translation>Damit</translation>
    </message>
    <message>
        <source>With this: {figures}</source>
        <translation>Damit: {figures}</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Zurückgezogen</translation>
    </message>
    <message>
        <source>Withdrawn by its agent</source>
        <translation>Von ihrem Agenten zurückgezogen</translation>
    </message>
    <message>
        <source>Without a charter there is no target to hold these against.</source>
        <translation>Ohne Auftrag gibt es kein Ziel, an dem dies gemessen wird.</translation>
    </message>
    <message>
        <source>Without a row, anybody.</source>
        <translation>Ohne eine Zeile: jeder.</translation>
    </message>
    <message>
        <source>Without it nobody can help you when the passphrase is lost.</source>
        <translation>Ohne es kann Ihnen niemand helfen, wenn die Passphrase verloren ist.</translation>
    </message>
    <message>
        <source>Words, or JSON such as {example}. A2A has no word for yes, so each agent has its own. Empty: nothing can be approved here.</source>
        <translation>Wörter, oder JSON wie {example}. A2A hat kein Wort für Ja, deshalb hat jeder Agent sein eigenes. Leer: Hier kann nichts genehmigt werden.</translation>
    </message>
    <message>
        <source>Working it out again…</source>
        <translation>Wird neu berechnet…</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Wird berechnet…</translation>
    </message>
    <message>
        <source>Write a number such as 500</source>
        <translation>Schreiben Sie eine Zahl wie 500</translation>
    </message>
    <message>
        <source>Write a number such as 500 or 499.90</source>
        <translation>Schreiben Sie eine Zahl wie 500 oder 499.90</translation>
    </message>
    <message>
        <source>Write a whole number</source>
        <translation>Schreiben Sie eine ganze Zahl</translation>
    </message>
    <message>
        <source>Write as CSV…</source>
        <translation>Als CSV schreiben…</translation>
    </message>
    <message>
        <source>Write as JSON Lines…</source>
        <translation>Als JSON Lines schreiben…</translation>
    </message>
    <message>
        <source>Write proof files…</source>
        <translation>Beweisdateien schreiben…</translation>
    </message>
    <message>
        <source>Write the amount with a decimal point, as in 1240.00</source>
        <translation>Schreiben Sie den Betrag mit Dezimalpunkt, etwa 1240.00</translation>
    </message>
    <message>
        <source>Write the charter…</source>
        <translation>Auftrag schreiben…</translation>
    </message>
    <message>
        <source>Write the events into a folder</source>
        <translation>Ereignisse in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>Write the figures into a folder</source>
        <translation>Zahlen in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>Write the proofs into a folder</source>
        <translation>Beweise in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>Write the report into a folder</source>
        <translation>Bericht in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>Write the rows into a folder</source>
        <translation>Zeilen in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>Write the time as 08:00.</source>
        <translation>Schreiben Sie die Zeit so: 08:00.</translation>
    </message>
    <message>
        <source>Write them between { and }.</source>
        <translation>Schreiben Sie sie zwischen { und }.</translation>
    </message>
    <message>
        <source>Writing the figures: {done} rows so far…</source>
        <translation>Zahlen werden geschrieben: bisher {done} Zeilen…</translation>
    </message>
    <message>
        <source>Writing the figures…</source>
        <translation>Zahlen werden geschrieben…</translation>
    </message>
    <message>
        <source>Writing the rows: {done} so far…</source>
        <translation>Zeilen werden geschrieben: bisher {done}…</translation>
    </message>
    <message>
        <source>Writing the rows…</source>
        <translation>Zeilen werden geschrieben…</translation>
    </message>
    <message>
        <source>Written for your account only, below {config} and {data}.</source>
        <translation>Nur für Ihr Konto geschrieben, unter {config} und {data}.</translation>
    </message>
    <message>
        <source>Written to the registry of your account only.</source>
        <translation>Nur in die Registrierung Ihres Kontos geschrieben.</translation>
    </message>
    <message>
        <source>Wrong after execution</source>
        <translation>Falsch nach Ausführung</translation>
    </message>
    <message>
        <source>Wrong after it ran</source>
        <translation>Nach der Ausführung falsch</translation>
    </message>
    <message>
        <source>XXXXX-XXXXX-XXXXX, as they read it to you</source>
        <translation>XXXXX-XXXXX-XXXXX, wie sie Ihnen vorgelesen werden</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Yes: reading works, signing asks for your passphrase</source>
        <translation>Ja: Lesen geht, zum Signieren wird Ihre Passphrase verlangt</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>You and your key</source>
        <translation>Sie und Ihr Schlüssel</translation>
    </message>
    <message>
        <source>You answer for it from then on. Its token is shown once, and at first nothing runs alone.</source>
        <translation>Ab dann verantworten Sie ihn. Sein Token wird einmal angezeigt, und anfangs läuft nichts allein.</translation>
    </message>
    <message>
        <source>You answer for no agent here. All shows those of others.</source>
        <translation>Sie verantworten hier keinen Agenten. „Alle“ zeigt die der anderen.</translation>
    </message>
    <message>
        <source>You approved this. It runs when the agent asks for its permit; until then you can take it back.</source>
        <translation>Sie haben dies genehmigt. Es läuft, wenn der Agent seine Freigabe holt; bis dahin können Sie es zurücknehmen.</translation>
    </message>
    <message>
        <source>You approved this. It waits for another person.</source>
        <translation>Sie haben dies genehmigt. Es wartet auf eine andere Person.</translation>
    </message>
    <message>
        <source>You approved this. It waits for {who}.</source>
        <translation>Sie haben dies genehmigt. Es wartet auf {who}.</translation>
    </message>
    <message>
        <source>You are away: signed, entry {entry}.</source>
        <translation>Sie sind abwesend: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>You are back</source>
        <translation>Sie sind zurück</translation>
    </message>
    <message>
        <source>You are back: signed, entry {entry}.</source>
        <translation>Sie sind zurück: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>You are the only owner or reviewer so far, so each of them is you, and the record says so.</source>
        <translation>Sie sind bisher der einzige Eigentümer oder Prüfer, also ist jeder von ihnen Sie, und die Aufzeichnung sagt es.</translation>
    </message>
    <message>
        <source>You are the only owner or reviewer: every quorum is you, and the record says so.</source>
        <translation>Sie sind der einzige Eigentümer oder Prüfer: Jede nötige Genehmigung sind Sie, und die Aufzeichnung sagt es.</translation>
    </message>
    <message>
        <source>You changed this, so at {risk} another person must approve it.</source>
        <translation>Sie haben dies geändert, also muss es bei {risk} eine andere Person genehmigen.</translation>
    </message>
    <message>
        <source>You changed this, so at {risk} another person must approve it. It waits for {who}.</source>
        <translation>Sie haben dies geändert, also muss es bei {risk} eine andere Person genehmigen. Es wartet auf {who}.</translation>
    </message>
    <message>
        <source>You decided nothing at this desk in this period.</source>
        <translation>Sie haben in diesem Zeitraum an diesem Platz nichts entschieden.</translation>
    </message>
    <message>
        <source>You may read this and verify it, not decide it.</source>
        <translation>Sie dürfen dies lesen und verifizieren, nicht entscheiden.</translation>
    </message>
    <message>
        <source>You opened this file here. It was not sent with the action and is no part of what is signed.</source>
        <translation>Sie haben diese Datei hier geöffnet. Sie wurde nicht mit der Aktion gesandt und ist kein Teil dessen, was signiert wird.</translation>
    </message>
    <message>
        <source>You signed it, so somebody else must sign it too.</source>
        <translation>Sie haben es signiert, also muss es auch jemand anderes signieren.</translation>
    </message>
    <message>
        <source>You stopped it</source>
        <translation>Sie haben es angehalten</translation>
    </message>
    <message>
        <source>You stopped it. Nothing was restored.</source>
        <translation>Sie haben es angehalten. Nichts wurde wiederhergestellt.</translation>
    </message>
    <message>
        <source>You stopped the backup. Nothing of it was kept.</source>
        <translation>Sie haben die Sicherung angehalten. Nichts davon wurde behalten.</translation>
    </message>
    <message>
        <source>You would answer for it from now on; a second owner must sign that too, and its charter ends.</source>
        <translation>Ab jetzt würden Sie ihn verantworten; auch ein zweiter Eigentümer muss das signieren, und sein Auftrag endet.</translation>
    </message>
    <message>
        <source>Your agents stop and ask here before they act. You see exactly what would happen, decide, and every decision is signed with your key and kept in a ledger that proves it.</source>
        <translation>Ihre Agenten halten an und fragen hier, bevor sie handeln. Sie sehen genau, was geschehen würde, entscheiden, und jede Entscheidung wird mit Ihrem Schlüssel signiert und in einem Protokoll aufbewahrt, das sie beweist.</translation>
    </message>
    <message>
        <source>Your agents' gateway goes on. Quit it from its icon in the tray.</source>
        <translation>Das Gateway Ihrer Agenten läuft weiter. Beenden Sie es über sein Symbol im Infobereich.</translation>
    </message>
    <message>
        <source>Your agents' gateway stays up in the tray; Quit there, or Ctrl+Q, ends it.</source>
        <translation>Das Gateway Ihrer Agenten bleibt im Infobereich; „Beenden“ dort oder Strg+Q beendet es.</translation>
    </message>
    <message>
        <source>Your card</source>
        <translation>Ihre Karte</translation>
    </message>
    <message>
        <source>Your changes make a new action with a new digest. Policy runs on it again before it runs.</source>
        <translation>Ihre Änderungen ergeben eine neue Aktion mit neuer Prüfsumme. Das Regelwerk prüft sie erneut, bevor sie läuft.</translation>
    </message>
    <message>
        <source>Your changes make a new action. Policy runs on it again, and at High or Critical somebody else must approve it.</source>
        <translation>Ihre Änderungen ergeben eine neue Aktion. Das Regelwerk prüft sie erneut, und bei Hoch oder Kritisch muss jemand anderes sie genehmigen.</translation>
    </message>
    <message>
        <source>Your decision is ready. Signing it needs your key.</source>
        <translation>Ihre Entscheidung ist bereit. Um sie zu signieren, wird Ihr Schlüssel gebraucht.</translation>
    </message>
    <message>
        <source>Your key has no passphrase, so there is nothing to lock: any program of this account can sign with it. Set one under Settings, People and keys.</source>
        <translation>Ihr Schlüssel hat keine Passphrase, also gibt es nichts zu sperren: Jedes Programm dieses Kontos kann damit signieren. Setzen Sie eine unter Einstellungen, Personen und Schlüssel.</translation>
    </message>
    <message>
        <source>Your key is locked</source>
        <translation>Ihr Schlüssel ist gesperrt</translation>
    </message>
    <message>
        <source>Your key is locked. Type your passphrase, then press again.</source>
        <translation>Ihr Schlüssel ist gesperrt. Geben Sie Ihre Passphrase ein und drücken Sie erneut.</translation>
    </message>
    <message>
        <source>Your key stays locked. Nothing was signed.</source>
        <translation>Ihr Schlüssel bleibt gesperrt. Nichts wurde signiert.</translation>
    </message>
    <message>
        <source>Your key stays the same; only what guards it changes.</source>
        <translation>Ihr Schlüssel bleibt derselbe; nur was ihn schützt, ändert sich.</translation>
    </message>
    <message>
        <source>Your key, your ledger and your agents from a backup file. All of it is verified first.</source>
        <translation>Ihr Schlüssel, Ihr Protokoll und Ihre Agenten aus einer Sicherung. Alles wird zuerst verifiziert.</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>Your name and a key. It takes a minute, and nothing leaves this machine.</source>
        <translation>Ihr Name und ein Schlüssel. Es dauert eine Minute, und nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Your name and your key</source>
        <translation>Ihr Name und Ihr Schlüssel</translation>
    </message>
    <message>
        <source>Your name is missing.</source>
        <translation>Ihr Name fehlt.</translation>
    </message>
    <message>
        <source>Your name stands in every decision you sign. The key is made on this machine and never leaves it.</source>
        <translation>Ihr Name steht in jeder Entscheidung, die Sie signieren. Der Schlüssel entsteht auf diesem Rechner und verlässt ihn nie.</translation>
    </message>
    <message>
        <source>Your name, as it stands in records</source>
        <translation>Ihr Name, wie er in den Einträgen steht</translation>
    </message>
    <message>
        <source>Your new key is in force: signed, entry {entry}.</source>
        <translation>Ihr neuer Schlüssel gilt: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>Your old key signs for the new one and ends with it. What it signed stays valid. Do this when somebody may have seen your key file, or as often as your rules ask.</source>
        <translation>Ihr alter Schlüssel signiert für den neuen und endet damit. Was er signierte, bleibt gültig. Tun Sie dies, wenn jemand Ihre Schlüsseldatei gesehen haben könnte, oder so oft Ihre Regeln es verlangen.</translation>
    </message>
    <message>
        <source>Your own log</source>
        <translation>Ihr eigenes Log</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Ihre Passphrase</translation>
    </message>
    <message>
        <source>Your passphrase is asked again at this risk.</source>
        <translation>Bei diesem Risiko wird Ihre Passphrase erneut verlangt.</translation>
    </message>
    <message>
        <source>Your passphrase is asked for this.</source>
        <translation>Dafür wird Ihre Passphrase verlangt.</translation>
    </message>
    <message>
        <source>Your passphrase is changed.</source>
        <translation>Ihre Passphrase ist geändert.</translation>
    </message>
    <message>
        <source>Your passphrase until now</source>
        <translation>Ihre bisherige Passphrase</translation>
    </message>
    <message>
        <source>Your profile would lie in {folder}</source>
        <translation>Ihr Profil läge in {folder}</translation>
    </message>
    <message>
        <source>Your recovery sheet</source>
        <translation>Ihr Wiederherstellungsblatt</translation>
    </message>
    <message>
        <source>Your reset is signed and waits for a second person's signature; until then the agent stays halted.</source>
        <translation>Ihre Rücksetzung ist signiert und wartet auf die Signatur einer zweiten Person; bis dahin bleibt der Agent im Not-Halt.</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihrer</translation>
    </message>
    <message>
        <source>Yours only: how you decide</source>
        <translation>Nur für Sie: wie Sie entscheiden</translation>
    </message>
    <message>
        <source>[masked: {rule}]</source>
        <translation>[verdeckt: {rule}]</translation>
    </message>
    <message>
        <source>[{n} more steps; the list shows them all]</source>
        <translation>[{n} weitere Schritte; die Liste zeigt sie alle]</translation>
    </message>
    <message>
        <source>a Claude Code transcript</source>
        <translation>ein Sitzungsprotokoll von Claude Code</translation>
    </message>
    <message>
        <source>a LangGraph history</source>
        <translation>ein Verlauf von LangGraph</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>pro Tag</translation>
    </message>
    <message>
        <source>a member that the tool needs is missing</source>
        <translation>ein Feld, das das Werkzeug braucht, fehlt</translation>
    </message>
    <message>
        <source>a multiple of {bound} is needed</source>
        <translation>ein Vielfaches von {bound} nötig</translation>
    </message>
    <message>
        <source>a secret in it was masked</source>
        <translation>ein Geheimnis darin wurde verdeckt</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>pro Woche</translation>
    </message>
    <message>
        <source>above the largest approved so far, {amount}</source>
        <translation>über dem größten bisher genehmigten Betrag, {amount}</translation>
    </message>
    <message>
        <source>actions belong to nobody; choose anybody to see them</source>
        <translation>Aktionen gehören zu keiner Person; wählen Sie alle Personen, um sie zu sehen</translation>
    </message>
    <message>
        <source>agent {name}</source>
        <translation>Agent {name}</translation>
    </message>
    <message>
        <source>all agents</source>
        <translation>alle Agenten</translation>
    </message>
    <message>
        <source>allowed by policy</source>
        <translation>vom Regelwerk erlaubt</translation>
    </message>
    <message>
        <source>an hour</source>
        <translation>pro Stunde</translation>
    </message>
    <message>
        <source>an owner</source>
        <translation>ein Eigentümer</translation>
    </message>
    <message>
        <source>and 1 more entry</source>
        <translation>und 1 weiterer Eintrag</translation>
    </message>
    <message>
        <source>and 1 older one</source>
        <translation>und 1 älterer</translation>
    </message>
    <message numerus="yes">
        <source>and {count} more</source>
        <translation><numerusform>und {count} weiterer</numerusform><numerusform>und {count} weitere</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and {count} more steps</source>
        <translation><numerusform>und {count} weiterer Schritt</numerusform><numerusform>und {count} weitere Schritte</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and {number} more entries</source>
        <translation><numerusform>und {number} weiterer Eintrag</numerusform><numerusform>und {number} weitere Einträge</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and {number} older ones</source>
        <translation><numerusform>und {number} älterer</numerusform><numerusform>und {number} ältere</numerusform></translation>
    </message>
    <message>
        <source>answered</source>
        <translation>antwortete</translation>
    </message>
    <message>
        <source>answered by a person</source>
        <translation>von einer Person beantwortet</translation>
    </message>
    <message>
        <source>answered, entry {seq} · delivered</source>
        <translation>beantwortet, Eintrag {seq} · zugestellt</translation>
    </message>
    <message>
        <source>answers for agents, enrols and revokes</source>
        <translation>verantwortet Agenten, nimmt auf und widerruft</translation>
    </message>
    <message>
        <source>approved by you</source>
        <translation>von Ihnen genehmigt</translation>
    </message>
    <message>
        <source>approved, entry {seq} · delivered</source>
        <translation>genehmigt, Eintrag {seq} · zugestellt</translation>
    </message>
    <message>
        <source>approved, waits for the agent</source>
        <translation>genehmigt, wartet auf den Agenten</translation>
    </message>
    <message>
        <source>as {roles} · announced by {person} in entry {entry}</source>
        <translation>als {roles} · angekündigt von {person} in Eintrag {entry}</translation>
    </message>
    <message>
        <source>asked {number}×</source>
        <translation>{number}× verlangt</translation>
    </message>
    <message>
        <source>asks {after} times a day since {day}, and did not before</source>
        <translation>fragt seit {day} {after}-mal pro Tag und tat es zuvor nicht</translation>
    </message>
    <message>
        <source>asks {after} times a day since {day}; it was {before}</source>
        <translation>fragt seit {day} {after}-mal pro Tag; zuvor waren es {before}</translation>
    </message>
    <message>
        <source>at least {bound}</source>
        <translation>mindestens {bound}</translation>
    </message>
    <message>
        <source>at least {bound} characters are needed</source>
        <translation>mindestens {bound} Zeichen nötig</translation>
    </message>
    <message>
        <source>at least {bound} entries are needed</source>
        <translation>mindestens {bound} Elemente nötig</translation>
    </message>
    <message>
        <source>at least {bound} is needed</source>
        <translation>mindestens {bound} nötig</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>höchstens</translation>
    </message>
    <message>
        <source>at most {bound}</source>
        <translation>höchstens {bound}</translation>
    </message>
    <message>
        <source>at most {bound} characters are allowed</source>
        <translation>höchstens {bound} Zeichen erlaubt</translation>
    </message>
    <message>
        <source>at most {bound} entries are allowed</source>
        <translation>höchstens {bound} Elemente erlaubt</translation>
    </message>
    <message>
        <source>at most {bound} is allowed</source>
        <translation>höchstens {bound} erlaubt</translation>
    </message>
    <message>
        <source>at most {share}</source>
        <translation>höchstens {share}</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>sofort</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>Revisor</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>zurück</translation>
    </message>
    <message>
        <source>by agent</source>
        <translation>nach Agent</translation>
    </message>
    <message>
        <source>by deadline</source>
        <translation>nach Frist</translation>
    </message>
    <message>
        <source>by source</source>
        <translation>nach Quelle</translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation>von {name}</translation>
    </message>
    <message>
        <source>by {person}, {time}</source>
        <translation>von {person}, {time}</translation>
    </message>
    <message>
        <source>by {person}, {time} · {answered}</source>
        <translation>von {person}, {time} · {answered}</translation>
    </message>
    <message>
        <source>by {person}, {time} · {stopped} of {all} stopped · ledger entry {seq}</source>
        <translation>von {person}, {time} · {stopped} von {all} angehalten · Protokolleintrag {seq}</translation>
    </message>
    <message>
        <source>call</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>call, 1 turn</source>
        <translation>Gespräch, 1 Beitrag</translation>
    </message>
    <message>
        <source>call, {n} turns</source>
        <translation>Gespräch, {n} Beiträge</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>cannot be shown, can only be rejected</source>
        <translation>kann nicht angezeigt, nur abgelehnt werden</translation>
    </message>
    <message>
        <source>changed or gone at its source</source>
        <translation>an ihrer Quelle geändert oder verschwunden</translation>
    </message>
    <message>
        <source>characters {first} to {last} of {all}</source>
        <translation>Zeichen {first} bis {last} von {all}</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>kopiert</translation>
    </message>
    <message>
        <source>counterseal://action/ID shows that action here. A link can only show, never decide.</source>
        <translation>counterseal://action/ID zeigt diese Aktion hier. Ein Link kann nur zeigen, nie entscheiden.</translation>
    </message>
    <message>
        <source>d</source>
        <translation>T</translation>
    </message>
    <message>
        <source>date, as in 2026-11-21</source>
        <translation>Datum, etwa 2026-11-21</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>deadline has passed</source>
        <translation>Frist abgelaufen</translation>
    </message>
    <message>
        <source>decides what agents ask for</source>
        <translation>entscheidet, worum Agenten bitten</translation>
    </message>
    <message>
        <source>decisions that stand</source>
        <translation>gültige Entscheidungen</translation>
    </message>
    <message>
        <source>document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>doubtful from entry {entry} on</source>
        <translation>zweifelhaft ab Eintrag {entry}</translation>
    </message>
    <message>
        <source>down from {share}</source>
        <translation>gesunken von {share}</translation>
    </message>
    <message>
        <source>edited and approved, entry {seq} · delivered</source>
        <translation>geändert und genehmigt, Eintrag {seq} · zugestellt</translation>
    </message>
    <message>
        <source>entries must differ</source>
        <translation>die Elemente müssen verschieden sein</translation>
    </message>
    <message>
        <source>entries {first} to {last}</source>
        <translation>Einträge {first} bis {last}</translation>
    </message>
    <message>
        <source>entry {number}</source>
        <translation>Eintrag {number}</translation>
    </message>
    <message>
        <source>escalated</source>
        <translation>eskaliert</translation>
    </message>
    <message>
        <source>escalated to you</source>
        <translation>an Sie eskaliert</translation>
    </message>
    <message>
        <source>escalated: {words}</source>
        <translation>eskaliert: {words}</translation>
    </message>
    <message>
        <source>every day</source>
        <translation>jeden Tag</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>abgelaufen</translation>
    </message>
    <message>
        <source>expiring within 15 minutes</source>
        <translation>läuft in 15 Minuten ab</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>failed or unknown</source>
        <translation>fehlgeschlagen oder unbekannt</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>schlägt fehl</translation>
    </message>
    <message>
        <source>far above the others' amounts</source>
        <translation>weit über den Beträgen der anderen</translation>
    </message>
    <message>
        <source>fell out</source>
        <translation>herausgefallen</translation>
    </message>
    <message>
        <source>fell to {level} on {day}: {why}</source>
        <translation>fiel am {day} auf {level}: {why}</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>fest</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>eingeklappt</translation>
    </message>
    <message>
        <source>found in {time} ms</source>
        <translation>gefunden in {time} ms</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>from entry {entry} on</source>
        <translation>ab Eintrag {entry}</translation>
    </message>
    <message>
        <source>from entry {entry} on; signs nothing but a new key of this person</source>
        <translation>ab Eintrag {entry}; signiert nur einen neuen Schlüssel dieser Person</translation>
    </message>
    <message>
        <source>from {name}</source>
        <translation>aus {name}</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>grace {seconds} s</source>
        <translation>Nachfrist {seconds} s</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>holds another history</source>
        <translation>hält einen anderen Verlauf</translation>
    </message>
    <message>
        <source>holds no head yet</source>
        <translation>hält noch keinen Kopf</translation>
    </message>
    <message>
        <source>holds nothing any more</source>
        <translation>enthält nichts mehr</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>in</source>
        <translation>in</translation>
    </message>
    <message>
        <source>in 30 days</source>
        <translation>in 30 Tagen</translation>
    </message>
    <message>
        <source>in one list</source>
        <translation>in einer Liste</translation>
    </message>
    <message>
        <source>in {time}</source>
        <translation>in {time}</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>höchstens</translation>
    </message>
    <message>
        <source>is refused</source>
        <translation>wird verweigert</translation>
    </message>
    <message>
        <source>it cannot be approved as it is</source>
        <translation>sie kann so nicht genehmigt werden</translation>
    </message>
    <message>
        <source>it cannot be shown</source>
        <translation>sie kann nicht angezeigt werden</translation>
    </message>
    <message>
        <source>it holds characters that cannot be seen</source>
        <translation>sie enthält Zeichen, die man nicht sieht</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>dann</translation>
    </message>
    <message>
        <source>it is another agent's or tool's</source>
        <translation>sie gehört zu einem anderen Agenten oder Werkzeug</translation>
    </message>
    <message>
        <source>it is {risk}</source>
        <translation>sie ist {risk}</translation>
    </message>
    <message>
        <source>it no longer waits</source>
        <translation>sie wartet nicht mehr</translation>
    </message>
    <message>
        <source>its amount cannot be read</source>
        <translation>ihr Betrag kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>its facts are too long to be read in a list</source>
        <translation>ihre Fakten sind zu lang, um in einer Liste gelesen zu werden</translation>
    </message>
    <message>
        <source>its gateway</source>
        <translation>ihr Gateway</translation>
    </message>
    <message>
        <source>just now ({time})</source>
        <translation>gerade eben ({time})</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>eingehalten</translation>
    </message>
    <message numerus="yes">
        <source>kept for {number} days</source>
        <translation><numerusform>{number} Tag aufbewahrt</numerusform><numerusform>{number} Tage aufbewahrt</numerusform></translation>
    </message>
    <message>
        <source>key {id} of {person}</source>
        <translation>Schlüssel {id} von {person}</translation>
    </message>
    <message>
        <source>lease {seconds} s</source>
        <translation>Lease {seconds} s</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>less than {bound} is needed</source>
        <translation>weniger als {bound} nötig</translation>
    </message>
    <message>
        <source>level {n}</source>
        <translation>Ebene {n}</translation>
    </message>
    <message>
        <source>link, not opened</source>
        <translation>Link, nicht geöffnet</translation>
    </message>
    <message>
        <source>list of numbers</source>
        <translation>Liste von Zahlen</translation>
    </message>
    <message>
        <source>list of texts</source>
        <translation>Liste von Texten</translation>
    </message>
    <message>
        <source>list of whole numbers</source>
        <translation>Liste ganzer Zahlen</translation>
    </message>
    <message>
        <source>live</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>locking of the login session</source>
        <translation>Sperren der Anmeldesitzung</translation>
    </message>
    <message>
        <source>log {name}</source>
        <translation>Log {name}</translation>
    </message>
    <message>
        <source>longest {number}</source>
        <translation>längste {number}</translation>
    </message>
    <message>
        <source>lowered to {level}</source>
        <translation>gesenkt auf {level}</translation>
    </message>
    <message>
        <source>marked as wrong</source>
        <translation>als falsch markiert</translation>
    </message>
    <message>
        <source>message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>mine</source>
        <translation>meine</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>verfehlt</translation>
    </message>
    <message>
        <source>money: an amount</source>
        <translation>Geld: ein Betrag</translation>
    </message>
    <message>
        <source>more below</source>
        <translation>weiter unten mehr</translation>
    </message>
    <message>
        <source>more than {bound} is needed</source>
        <translation>mehr als {bound} nötig</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>new value {value}</source>
        <translation>neuer Wert {value}</translation>
    </message>
    <message>
        <source>newest head held by {holder} · {newer}</source>
        <translation>neuester Kopf bei {holder} · {newer}</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>no deadline</source>
        <translation>keine Frist</translation>
    </message>
    <message>
        <source>no decision whose asking is known</source>
        <translation>keine Entscheidung, deren Anfrage bekannt ist</translation>
    </message>
    <message>
        <source>no decisions yet</source>
        <translation>noch keine Entscheidungen</translation>
    </message>
    <message>
        <source>no head elsewhere</source>
        <translation>kein Kopf anderswo</translation>
    </message>
    <message>
        <source>no longer waits</source>
        <translation>wartet nicht mehr</translation>
    </message>
    <message>
        <source>no reason was given</source>
        <translation>ohne Angabe eines Grundes</translation>
    </message>
    <message>
        <source>no role</source>
        <translation>keine Rolle</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>nobody answered</source>
        <translation>niemand antwortete</translation>
    </message>
    <message>
        <source>nobody else holds a head of it</source>
        <translation>niemand sonst hält einen Kopf davon</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>nicht eingehalten</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>nothing due</source>
        <translation>nichts fällig</translation>
    </message>
    <message>
        <source>nothing newer</source>
        <translation>nichts Neueres</translation>
    </message>
    <message>
        <source>nothing to count yet</source>
        <translation>noch nichts zu zählen</translation>
    </message>
    <message>
        <source>nothing; change it as JSON</source>
        <translation>nichts; als JSON ändern</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>of {number} that ended</source>
        <translation>von {number} abgeschlossenen</translation>
    </message>
    <message>
        <source>of {number}; the charter sets no bound</source>
        <translation>von {number}; der Auftrag setzt keine Grenze</translation>
    </message>
    <message>
        <source>of {number}; {bound}: {verdict}</source>
        <translation>von {number}; {bound}: {verdict}</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>old value {value}</source>
        <translation>alter Wert {value}</translation>
    </message>
    <message>
        <source>on no day</source>
        <translation>an keinem Tag</translation>
    </message>
    <message>
        <source>on {day} at {time}</source>
        <translation>am {day} um {time}</translation>
    </message>
    <message>
        <source>one action</source>
        <translation>eine Aktion</translation>
    </message>
    <message numerus="yes">
        <source>one of {count}</source>
        <translation><numerusform>eines von {count}</numerusform><numerusform>eines von {count}</numerusform></translation>
    </message>
    <message>
        <source>one per line</source>
        <translation>eines je Zeile</translation>
    </message>
    <message>
        <source>one person's</source>
        <translation>von einer Person</translation>
    </message>
    <message>
        <source>only</source>
        <translation>nur</translation>
    </message>
    <message>
        <source>optional, not given by the agent</source>
        <translation>optional, vom Agenten nicht angegeben</translation>
    </message>
    <message>
        <source>or</source>
        <translation>oder</translation>
    </message>
    <message>
        <source>orders, customer names</source>
        <translation>Bestellungen, Kundennamen</translation>
    </message>
    <message>
        <source>outside its limits on {day}</source>
        <translation>außerhalb seiner Grenzen am {day}</translation>
    </message>
    <message>
        <source>over 99.9 %</source>
        <translation>über 99,9 %</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>Eigentümer</translation>
    </message>
    <message>
        <source>p90 takes 10 decisions</source>
        <translation>p90 braucht 10 Entscheidungen</translation>
    </message>
    <message>
        <source>p99 takes 100 decisions</source>
        <translation>p99 braucht 100 Entscheidungen</translation>
    </message>
    <message>
        <source>payee: who is paid</source>
        <translation>Empfänger: wird bezahlt</translation>
    </message>
    <message>
        <source>plain: only shown</source>
        <translation>schlicht: nur angezeigt</translation>
    </message>
    <message>
        <source>policy</source>
        <translation>Regelwerk</translation>
    </message>
    <message>
        <source>proposes this action</source>
        <translation>schlägt diese Aktion vor</translation>
    </message>
    <message>
        <source>put off until {time}</source>
        <translation>zurückgestellt bis {time}</translation>
    </message>
    <message>
        <source>ran alone</source>
        <translation>lief allein</translation>
    </message>
    <message>
        <source>ran and failed</source>
        <translation>lief und schlug fehl</translation>
    </message>
    <message>
        <source>ran, outcome unknown</source>
        <translation>lief, Ergebnis unbekannt</translation>
    </message>
    <message>
        <source>reads and verifies, changes nothing</source>
        <translation>liest und verifiziert, ändert nichts</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>verbindet neu</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>verweigert</translation>
    </message>
    <message>
        <source>refused: {why}</source>
        <translation>verweigert: {why}</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>rejected by itself at {time} if nobody decides</source>
        <translation>um {time} von selbst abgelehnt, wenn niemand entscheidet</translation>
    </message>
    <message>
        <source>rejected, entry {seq} · delivered</source>
        <translation>abgelehnt, Eintrag {seq} · zugestellt</translation>
    </message>
    <message>
        <source>reviewer</source>
        <translation>Prüfer</translation>
    </message>
    <message>
        <source>root</source>
        <translation>Wurzel</translation>
    </message>
    <message>
        <source>rows that a figure is made of</source>
        <translation>Zeilen, aus denen eine Zahl besteht</translation>
    </message>
    <message>
        <source>running now</source>
        <translation>läuft gerade</translation>
    </message>
    <message>
        <source>runs alone</source>
        <translation>läuft allein</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>sent to people</source>
        <translation>an Personen gegeben</translation>
    </message>
    <message>
        <source>shorter than it was</source>
        <translation>kürzer als zuvor</translation>
    </message>
    <message>
        <source>shown to nobody else</source>
        <translation>wird niemand anderem angezeigt</translation>
    </message>
    <message>
        <source>signed order</source>
        <translation>signierte Anordnung</translation>
    </message>
    <message>
        <source>signed, entry {seq}</source>
        <translation>signiert, Eintrag {seq}</translation>
    </message>
    <message>
        <source>signed, entry {seq} · delivering…</source>
        <translation>signiert, Eintrag {seq} · wird zugestellt…</translation>
    </message>
    <message>
        <source>signed, entry {seq} · in the outbox</source>
        <translation>signiert, Eintrag {seq} · im Postausgang</translation>
    </message>
    <message>
        <source>sleep</source>
        <translation>Ruhezustand</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>jemandem</translation>
    </message>
    <message>
        <source>steps in Counterseal's own form</source>
        <translation>Schritte in der eigenen Form von Counterseal</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>gelungen</translation>
    </message>
    <message>
        <source>table, 1 row</source>
        <translation>Tabelle, 1 Zeile</translation>
    </message>
    <message>
        <source>table, {n} rows</source>
        <translation>Tabelle, {n} Zeilen</translation>
    </message>
    <message>
        <source>taken back, entry {seq}</source>
        <translation>zurückgenommen, Eintrag {seq}</translation>
    </message>
    <message>
        <source>taken back, entry {seq} · delivered</source>
        <translation>zurückgenommen, Eintrag {seq} · zugestellt</translation>
    </message>
    <message>
        <source>taken out</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>target {share}</source>
        <translation>Ziel {share}</translation>
    </message>
    <message>
        <source>target: what it acts on</source>
        <translation>Ziel: worauf es wirkt</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>the agent says it is less sure of it than of the others</source>
        <translation>der Agent ist sich dabei nach eigener Angabe weniger sicher als bei den anderen</translation>
    </message>
    <message>
        <source>the agent took it back</source>
        <translation>der Agent zog sie zurück</translation>
    </message>
    <message>
        <source>the arguments</source>
        <translation>den Argumenten</translation>
    </message>
    <message>
        <source>the deadline has passed</source>
        <translation>die Frist ist abgelaufen</translation>
    </message>
    <message>
        <source>the screen saver</source>
        <translation>Bildschirmschoner</translation>
    </message>
    <message>
        <source>the tool does not know this choice</source>
        <translation>das Werkzeug kennt diese Wahl nicht</translation>
    </message>
    <message>
        <source>the tool does not know this member</source>
        <translation>das Werkzeug kennt dieses Feld nicht</translation>
    </message>
    <message>
        <source>the tool expects another format</source>
        <translation>das Werkzeug erwartet ein anderes Format</translation>
    </message>
    <message>
        <source>the tool expects {kinds}</source>
        <translation>das Werkzeug erwartet {kinds}</translation>
    </message>
    <message>
        <source>the tool takes one value only</source>
        <translation>das Werkzeug nimmt nur einen Wert</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>dieser Rechner</translation>
    </message>
    <message>
        <source>this does not fit the tool's schema</source>
        <translation>dies passt nicht zum Schema des Werkzeugs</translation>
    </message>
    <message>
        <source>thread, 1 message</source>
        <translation>Thread, 1 Nachricht</translation>
    </message>
    <message>
        <source>thread, {n} messages</source>
        <translation>Thread, {n} Nachrichten</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>today at {time}</source>
        <translation>heute um {time}</translation>
    </message>
    <message>
        <source>too few for p90</source>
        <translation>zu wenige für p90</translation>
    </message>
    <message>
        <source>tool {name}</source>
        <translation>Werkzeug {name}</translation>
    </message>
    <message>
        <source>under 0.01 %</source>
        <translation>unter 0,01 %</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>until</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>up from {share}</source>
        <translation>gestiegen von {share}</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>verifiziert</translation>
    </message>
    <message>
        <source>void: the agent was halted</source>
        <translation>ungültig: Not-Halt des Agenten</translation>
    </message>
    <message>
        <source>waited</source>
        <translation>wartete</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>waits for a person</source>
        <translation>wartet auf eine Person</translation>
    </message>
    <message>
        <source>waits for {who}</source>
        <translation>wartet auf {who}</translation>
    </message>
    <message>
        <source>was refused</source>
        <translation>wurde verweigert</translation>
    </message>
    <message>
        <source>was {roles}</source>
        <translation>war {roles}</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>ganze Zahl</translation>
    </message>
    <message>
        <source>with “{text}”</source>
        <translation>mit „{text}“</translation>
    </message>
    <message>
        <source>without a key pressed or the mouse moved</source>
        <translation>ohne Tastendruck oder Mausbewegung</translation>
    </message>
    <message>
        <source>works</source>
        <translation>funktioniert</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>ja oder nein</translation>
    </message>
    <message>
        <source>yesterday at {time}</source>
        <translation>gestern um {time}</translation>
    </message>
    <message>
        <source>you decided on it already</source>
        <translation>Sie haben schon über sie entschieden</translation>
    </message>
    <message>
        <source>you may not decide it</source>
        <translation>Sie dürfen nicht über sie entscheiden</translation>
    </message>
    <message>
        <source>your own log</source>
        <translation>Ihr eigenes Log</translation>
    </message>
    <message>
        <source>{action}: {change}. {why}</source>
        <translation>{action}: {change}. {why}</translation>
    </message>
    <message>
        <source>{after} edited or rejected since {day}; it was {before}</source>
        <translation>{after} werden seit {day} geändert oder abgelehnt; zuvor waren es {before}</translation>
    </message>
    <message>
        <source>{after} fails since {day}; it was {before}</source>
        <translation>{after} schlagen seit {day} fehl; zuvor waren es {before}</translation>
    </message>
    <message>
        <source>{after} goes to people since {day}; it was {before}</source>
        <translation>{after} gehen seit {day} an Personen; zuvor waren es {before}</translation>
    </message>
    <message>
        <source>{after} instead of {before} of {all} would have run alone.</source>
        <translation>{after} statt {before} von {all} wären allein gelaufen.</translation>
    </message>
    <message>
        <source>{agents}: steady</source>
        <translation>{agents}: gleichbleibend</translation>
    </message>
    <message>
        <source>{agents}: too few actions to tell</source>
        <translation>{agents}: zu wenige Aktionen für eine Aussage</translation>
    </message>
    <message>
        <source>{agent} asks to call {tool} · asked {when} · owner {owner} answers for it</source>
        <translation>{agent} bittet um den Aufruf von {tool} · gefragt {when} · Eigentümer {owner} verantwortet ihn</translation>
    </message>
    <message>
        <source>{agent} is registered</source>
        <translation>{agent} ist registriert</translation>
    </message>
    <message>
        <source>{agent} waits for a second owner</source>
        <translation>{agent} wartet auf einen zweiten Eigentümer</translation>
    </message>
    <message>
        <source>{agent} · owner {owner}</source>
        <translation>{agent} · Eigentümer {owner}</translation>
    </message>
    <message>
        <source>{agent}, owner {owner}</source>
        <translation>{agent}, Eigentümer {owner}</translation>
    </message>
    <message>
        <source>{agent}, {tool}</source>
        <translation>{agent}, {tool}</translation>
    </message>
    <message>
        <source>{agent}: {measure}</source>
        <translation>{agent}: {measure}</translation>
    </message>
    <message>
        <source>{agent}: {state}</source>
        <translation>{agent}: {state}</translation>
    </message>
    <message>
        <source>{agent}: {state}, {time}</source>
        <translation>{agent}: {state}, {time}</translation>
    </message>
    <message>
        <source>{alone} alone, {wait} would have waited for a person, {refused} would have been refused.</source>
        <translation>{alone} allein, {wait} hätten auf eine Person gewartet, {refused} wären verweigert worden.</translation>
    </message>
    <message>
        <source>{alone} alone, {wait} would have waited for a person.</source>
        <translation>{alone} allein, {wait} hätten auf eine Person gewartet.</translation>
    </message>
    <message>
        <source>{answer} stands for what you write. Empty: your words as they are.</source>
        <translation>{answer} steht für das, was Sie schreiben. Leer: Ihre Worte, wie sie sind.</translation>
    </message>
    <message>
        <source>{approvals}: {names}</source>
        <translation>{approvals}: {names}</translation>
    </message>
    <message>
        <source>{approve}, as edited</source>
        <translation>{approve}, wie geändert</translation>
    </message>
    <message>
        <source>{at} of {n}</source>
        <translation>{at} von {n}</translation>
    </message>
    <message>
        <source>{before}, with this it {after}</source>
        <translation>{before}, damit: {after}</translation>
    </message>
    <message>
        <source>{change}: sign as second person</source>
        <translation>{change}: als zweite Person signieren</translation>
    </message>
    <message>
        <source>{change}: signed, entry {entry}.</source>
        <translation>{change}: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>{columns} more columns are not shown</source>
        <translation>{columns} weitere Spalten werden nicht angezeigt</translation>
    </message>
    <message>
        <source>{column}: {value}</source>
        <translation>{column}: {value}</translation>
    </message>
    <message numerus="yes">
        <source>{count} actions are not told yet.</source>
        <translation><numerusform>{count} Aktion ist noch nicht gemeldet.</numerusform><numerusform>{count} Aktionen sind noch nicht gemeldet.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} actions wait</source>
        <translation><numerusform>{count} Aktion wartet</numerusform><numerusform>{count} Aktionen warten</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} agents wait while this is closed</source>
        <translation><numerusform>{count} Agent wartet, solange dies geschlossen ist</numerusform><numerusform>{count} Agenten warten, solange dies geschlossen ist</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} agents watched</source>
        <translation><numerusform>{count} Agent beobachtet</numerusform><numerusform>{count} Agenten beobachtet</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} changed</source>
        <translation><numerusform>{count} geändert</numerusform><numerusform>{count} geändert</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} earlier calls were edited.</source>
        <translation><numerusform>{count} früherer Aufruf wurde geändert.</numerusform><numerusform>{count} frühere Aufrufe wurden geändert.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} hours left</source>
        <translation><numerusform>noch {count} Stunde</numerusform><numerusform>noch {count} Stunden</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} keys, each proved to be the newcomer's own.</source>
        <translation><numerusform>{count} Schlüssel, nachweislich der eigene der neuen Person.</numerusform><numerusform>{count} Schlüssel, jeder nachweislich der eigene der neuen Person.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} lines are no entries and are not shown.</source>
        <translation><numerusform>{count} Zeile ist kein Eintrag und wird nicht angezeigt.</numerusform><numerusform>{count} Zeilen sind keine Einträge und werden nicht angezeigt.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} minutes ago ({time})</source>
        <translation><numerusform>vor {count} Minute ({time})</numerusform><numerusform>vor {count} Minuten ({time})</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} minutes left</source>
        <translation><numerusform>noch {count} Minute</numerusform><numerusform>noch {count} Minuten</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more</source>
        <translation><numerusform>{count} weitere</numerusform><numerusform>{count} weitere</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more measures are not shown; choose an agent.</source>
        <translation><numerusform>{count} weiteres Maß wird nicht angezeigt; wählen Sie einen Agenten.</numerusform><numerusform>{count} weitere Maße werden nicht angezeigt; wählen Sie einen Agenten.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more people are not shown.</source>
        <translation><numerusform>{count} weitere Person wird nicht angezeigt.</numerusform><numerusform>{count} weitere Personen werden nicht angezeigt.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more were taken back</source>
        <translation><numerusform>{count} weitere wurde zurückgenommen</numerusform><numerusform>{count} weitere wurden zurückgenommen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} new actions wait</source>
        <translation><numerusform>{count} neue Aktion wartet</numerusform><numerusform>{count} neue Aktionen warten</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} people</source>
        <translation><numerusform>{count} Person</numerusform><numerusform>{count} Personen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} signed, not yet delivered</source>
        <translation><numerusform>{count} signiert, noch nicht zugestellt</numerusform><numerusform>{count} signiert, noch nicht zugestellt</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} sources live</source>
        <translation><numerusform>{count} Quelle verbunden</numerusform><numerusform>{count} Quellen verbunden</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} views are kept at most. Forget one first.</source>
        <translation><numerusform>Höchstens {count} Ansicht wird behalten. Vergessen Sie zuerst eine.</numerusform><numerusform>Höchstens {count} Ansichten werden behalten. Vergessen Sie zuerst eine.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} {risk}</source>
        <translation><numerusform>{count} {risk}</numerusform><numerusform>{count} {risk}</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} {series}</source>
        <translation><numerusform>{count} {series}</numerusform><numerusform>{count} {series}</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{currency} has {count} decimal places</source>
        <translation><numerusform>{currency} hat {count} Nachkommastelle</numerusform><numerusform>{currency} hat {count} Nachkommastellen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{currency} has {count} decimals</source>
        <translation><numerusform>{currency} hat {count} Nachkommastelle</numerusform><numerusform>{currency} hat {count} Nachkommastellen</numerusform></translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} T</translation>
    </message>
    <message>
        <source>{days} d ago</source>
        <translation>vor {days} T</translation>
    </message>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} T {hours} h</translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation>{days} Tage</translation>
    </message>
    <message>
        <source>{days}, {times} ({zone})</source>
        <translation>{days}, {times} ({zone})</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{day}. {month}</translation>
    </message>
    <message>
        <source>{day} {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>{day} {year}</source>
        <translation>{day} {year}</translation>
    </message>
    <message numerus="yes">
        <source>{day}, in {number} days</source>
        <translation><numerusform>{day}, in {number} Tag</numerusform><numerusform>{day}, in {number} Tagen</numerusform></translation>
    </message>
    <message>
        <source>{day}, not over yet</source>
        <translation>{day}, noch nicht vorbei</translation>
    </message>
    <message>
        <source>{day}, tomorrow</source>
        <translation>{day}, morgen</translation>
    </message>
    <message>
        <source>{day}, which has passed</source>
        <translation>{day}, was vorbei ist</translation>
    </message>
    <message>
        <source>{done} · delivered</source>
        <translation>{done} · zugestellt</translation>
    </message>
    <message>
        <source>{done} · delivered: {note}</source>
        <translation>{done} · zugestellt: {note}</translation>
    </message>
    <message>
        <source>{done} · delivering…</source>
        <translation>{done} · wird zugestellt…</translation>
    </message>
    <message>
        <source>{done} · delivering… {note}</source>
        <translation>{done} · wird zugestellt… {note}</translation>
    </message>
    <message>
        <source>{done} · refused by the gateway: {why}</source>
        <translation>{done} · vom Gateway verweigert: {why}</translation>
    </message>
    <message>
        <source>{done} · waits in the outbox until {gateway} answers</source>
        <translation>{done} · wartet im Postausgang, bis {gateway} antwortet</translation>
    </message>
    <message>
        <source>{entries} checked in {seconds} s. {said}</source>
        <translation>{entries} in {seconds} s geprüft. {said}</translation>
    </message>
    <message>
        <source>{entries} in {path}. {said}</source>
        <translation>{entries} in {path}. {said}</translation>
    </message>
    <message>
        <source>{entries} · none newer here</source>
        <translation>{entries} · keine neueren hier</translation>
    </message>
    <message numerus="yes">
        <source>{entries} · {number} newer here</source>
        <translation><numerusform>{entries} · {number} neuer hier</numerusform><numerusform>{entries} · {number} neuere hier</numerusform></translation>
    </message>
    <message>
        <source>{entries}, {state}</source>
        <translation>{entries}, {state}</translation>
    </message>
    <message>
        <source>{field} of each {tool}: at most {most}.</source>
        <translation>{field} je {tool}: höchstens {most}.</translation>
    </message>
    <message>
        <source>{field} of each {tool}: from {least} up to {most}.</source>
        <translation>{field} je {tool}: von {least} bis {most}.</translation>
    </message>
    <message>
        <source>{field} of {tools}</source>
        <translation>{field} von {tools}</translation>
    </message>
    <message>
        <source>{field} of {tool}: {names}.</source>
        <translation>{field} von {tool}: {names}.</translation>
    </message>
    <message>
        <source>{field}: this begins like JSON and is none.</source>
        <translation>{field}: Das beginnt wie JSON und ist keines.</translation>
    </message>
    <message>
        <source>{figure} answered</source>
        <translation>{figure} beantwortet</translation>
    </message>
    <message>
        <source>{figure} approved</source>
        <translation>{figure} genehmigt</translation>
    </message>
    <message>
        <source>{figure} chosen</source>
        <translation>{figure} ausgewählt</translation>
    </message>
    <message>
        <source>{figure} chosen, 1 of them stands out</source>
        <translation>{figure} ausgewählt, 1 davon fällt auf</translation>
    </message>
    <message>
        <source>{figure} chosen, {out} of them stand out</source>
        <translation>{figure} ausgewählt, {out} davon fallen auf</translation>
    </message>
    <message>
        <source>{figure} decided for this agent and tool</source>
        <translation>{figure} entschieden für diesen Agenten und dieses Werkzeug</translation>
    </message>
    <message>
        <source>{figure} edited</source>
        <translation>{figure} geändert</translation>
    </message>
    <message numerus="yes">
        <source>{figure} more</source>
        <translation><numerusform>{figure} weiterer</numerusform><numerusform>{figure} weitere</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{figure} more characters</source>
        <translation><numerusform>{figure} weiteres Zeichen</numerusform><numerusform>{figure} weitere Zeichen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{figure} more lines</source>
        <translation><numerusform>{figure} weitere Zeile</numerusform><numerusform>{figure} weitere Zeilen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{figure} more lines of the facts are folded away.</source>
        <translation><numerusform>{figure} weitere Zeile der Fakten ist eingeklappt.</numerusform><numerusform>{figure} weitere Zeilen der Fakten sind eingeklappt.</numerusform></translation>
    </message>
    <message>
        <source>{figure} more wait behind these; decide them next.</source>
        <translation>{figure} weitere warten dahinter; entscheiden Sie danach über sie.</translation>
    </message>
    <message>
        <source>{figure} new</source>
        <translation>{figure} neue</translation>
    </message>
    <message>
        <source>{figure} put off, none else waits</source>
        <translation>{figure} zurückgestellt, sonst wartet nichts</translation>
    </message>
    <message>
        <source>{figure} rejected</source>
        <translation>{figure} abgelehnt</translation>
    </message>
    <message>
        <source>{filter}: press to look for any again</source>
        <translation>{filter}: drücken, um wieder nach allen zu suchen</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>{first} to {last} {year}</source>
        <translation>{first} bis {last} {year}</translation>
    </message>
    <message>
        <source>{gateway} is away.</source>
        <translation>{gateway} ist nicht da.</translation>
    </message>
    <message>
        <source>{gateway} is away. What you sign waits in the outbox and is checked there.</source>
        <translation>{gateway} ist nicht da. Was Sie signieren, wartet im Postausgang und wird dort geprüft.</translation>
    </message>
    <message>
        <source>{gateway} is away: this is from {time}</source>
        <translation>{gateway} ist nicht da: Stand von {time}</translation>
    </message>
    <message>
        <source>{gateway} is away; shown as of {time}.</source>
        <translation>{gateway} ist nicht da; angezeigt wie um {time}.</translation>
    </message>
    <message>
        <source>{group} ({tools}): {level}.</source>
        <translation>{group} ({tools}): {level}.</translation>
    </message>
    <message>
        <source>{has} of 1 approval</source>
        <translation>{has} von 1 Genehmigung</translation>
    </message>
    <message numerus="yes">
        <source>{has} of {count} approvals</source>
        <translation><numerusform>{has} von {count} Genehmigung</numerusform><numerusform>{has} von {count} Genehmigungen</numerusform></translation>
    </message>
    <message>
        <source>{heading}: {figure}</source>
        <translation>{heading}: {figure}</translation>
    </message>
    <message numerus="yes">
        <source>{held} · {count} more held</source>
        <translation><numerusform>{held} · {count} weitere zurückgehalten</numerusform><numerusform>{held} · {count} weitere zurückgehalten</numerusform></translation>
    </message>
    <message>
        <source>{hits} of {trials}; likely {low} to {high}</source>
        <translation>{hits} von {trials}; wahrscheinlich {low} bis {high}</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
    <message>
        <source>{hours} h {minutes}</source>
        <translation>{hours} h {minutes}</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min ago</source>
        <translation>vor {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{into} tokens in, {out} out</source>
        <translation>{into} Token hinein, {out} heraus</translation>
    </message>
    <message>
        <source>{key} belongs to fields, buttons and sheets.</source>
        <translation>{key} gehört zu Feldern, Schaltflächen und Dialogen.</translation>
    </message>
    <message>
        <source>{key} is already: {words}</source>
        <translation>{key} ist schon: {words}</translation>
    </message>
    <message>
        <source>{kind}, {width} × {height} pixels, sent by the agent</source>
        <translation>{kind}, {width} × {height} Pixel, vom Agenten gesandt</translation>
    </message>
    <message>
        <source>{label} is another than the others'</source>
        <translation>{label} ist anders als bei den anderen</translation>
    </message>
    <message>
        <source>{language}, from the next start of the window on.</source>
        <translation>{language}, ab dem nächsten Start des Fensters.</translation>
    </message>
    <message>
        <source>{level} can be proposed</source>
        <translation>{level} kann vorgeschlagen werden</translation>
    </message>
    <message>
        <source>{level} for {tools}</source>
        <translation>{level} für {tools}</translation>
    </message>
    <message>
        <source>{level} was signed; until it is signed again, this counts.</source>
        <translation>{level} wurde signiert; bis zu einer neuen Signatur gilt dies.</translation>
    </message>
    <message>
        <source>{level}. {words}</source>
        <translation>{level}. {words}</translation>
    </message>
    <message>
        <source>{mean} a day on {days} days, most {most} on {day}; {night} at night, {weekend} at weekends</source>
        <translation>{mean} pro Tag an {days} Tagen, höchstens {most} am {day}; {night} nachts, {weekend} am Wochenende</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s ago</source>
        <translation>vor {minutes} min {seconds} s</translation>
    </message>
    <message numerus="yes">
        <source>{names} and {count} more</source>
        <translation><numerusform>{names} und {count} weiterer</numerusform><numerusform>{names} und {count} weitere</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{names} and {number} more</source>
        <translation><numerusform>{names} und {number} weiteres</numerusform><numerusform>{names} und {number} weitere</numerusform></translation>
    </message>
    <message>
        <source>{names} are halted</source>
        <translation>{names}: Not-Halt</translation>
    </message>
    <message>
        <source>{names} are halted by {who}</source>
        <translation>{names}: Not-Halt von {who}</translation>
    </message>
    <message>
        <source>{names} are halted by {who} since {time}</source>
        <translation>{names}: Not-Halt von {who} seit {time}</translation>
    </message>
    <message>
        <source>{names} are halted since {time}</source>
        <translation>{names}: Not-Halt seit {time}</translation>
    </message>
    <message>
        <source>{names} is halted</source>
        <translation>{names}: Not-Halt</translation>
    </message>
    <message>
        <source>{names} is halted by {who}</source>
        <translation>{names}: Not-Halt von {who}</translation>
    </message>
    <message>
        <source>{names} is halted by {who} since {time}</source>
        <translation>{names}: Not-Halt von {who} seit {time}</translation>
    </message>
    <message>
        <source>{names} is halted since {time}</source>
        <translation>{names}: Not-Halt seit {time}</translation>
    </message>
    <message>
        <source>{name}  ·  agent of {owner}</source>
        <translation>{name}  ·  Agent von {owner}</translation>
    </message>
    <message>
        <source>{name} ({figure})</source>
        <translation>{name} ({figure})</translation>
    </message>
    <message>
        <source>{name} is looking at this</source>
        <translation>{name} sieht sich dies an</translation>
    </message>
    <message>
        <source>{name} is looking at this since {time}</source>
        <translation>{name} sieht sich dies seit {time} an</translation>
    </message>
    <message>
        <source>{name}, as it is sent</source>
        <translation>{name}, wie es gesendet wird</translation>
    </message>
    <message>
        <source>{name}, {state}, {held}</source>
        <translation>{name}, {state}, {held}</translation>
    </message>
    <message>
        <source>{name}: {amount} used</source>
        <translation>{name}: {amount} verbraucht</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}: {value}</translation>
    </message>
    <message>
        <source>{name}: {value} {goal}</source>
        <translation>{name}: {value} {goal}</translation>
    </message>
    <message>
        <source>{name}: {value} {goal} kept</source>
        <translation>{name}: {value}, {goal}, eingehalten</translation>
    </message>
    <message>
        <source>{name}: {value} {goal} missed</source>
        <translation>{name}: {value}, {goal}, verfehlt</translation>
    </message>
    <message>
        <source>{night} at night (22 to 6), {weekend} at weekends.</source>
        <translation>{night} nachts (22 bis 6), {weekend} am Wochenende.</translation>
    </message>
    <message>
        <source>{note} Stops by itself at {time}</source>
        <translation>{note} Hält von selbst an um {time}</translation>
    </message>
    <message>
        <source>{now} wait now; at most {most} at the end of a day.</source>
        <translation>{now} warten jetzt; höchstens {most} am Ende eines Tages.</translation>
    </message>
    <message numerus="yes">
        <source>{number} actions in {days} days, {alone} of them alone.</source>
        <translation><numerusform>{number} Aktion in {days} Tagen, davon {alone} allein.</numerusform><numerusform>{number} Aktionen in {days} Tagen, davon {alone} allein.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} days</source>
        <translation><numerusform>{number} Tag</numerusform><numerusform>{number} Tage</numerusform></translation>
    </message>
    <message>
        <source>{number} decisions</source>
        <translation>{number} Entscheidungen</translation>
    </message>
    <message numerus="yes">
        <source>{number} entries</source>
        <translation><numerusform>{number} Eintrag</numerusform><numerusform>{number} Einträge</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} entries are older than {days} days.</source>
        <translation><numerusform>{number} Eintrag ist älter als {days} Tage.</numerusform><numerusform>{number} Einträge sind älter als {days} Tage.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} entries here are newer than any head kept outside this profile: who has every key of this machine could change that without being found.</source>
        <translation><numerusform>{number} Eintrag hier ist neuer als jeder Kopf, der außerhalb dieses Profils aufbewahrt wird: Wer jeden Schlüssel dieses Rechners hat, könnte ihn unbemerkt ändern.</numerusform><numerusform>{number} Einträge hier sind neuer als jeder Kopf, der außerhalb dieses Profils aufbewahrt wird: Wer jeden Schlüssel dieses Rechners hat, könnte sie unbemerkt ändern.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} hours</source>
        <translation><numerusform>{number} Stunde</numerusform><numerusform>{number} Stunden</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} minutes</source>
        <translation><numerusform>{number} Minute</numerusform><numerusform>{number} Minuten</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more</source>
        <translation><numerusform>{number} weiteres</numerusform><numerusform>{number} weitere</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more changes</source>
        <translation><numerusform>{number} weitere Änderung</numerusform><numerusform>{number} weitere Änderungen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more would have gone otherwise</source>
        <translation><numerusform>{number} weitere wäre anders verlaufen</numerusform><numerusform>{number} weitere wären anders verlaufen</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more: find them by name.</source>
        <translation><numerusform>{number} weiteres: über den Namen zu finden.</numerusform><numerusform>{number} weitere: über den Namen zu finden.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} newer</source>
        <translation><numerusform>{number} neuer</numerusform><numerusform>{number} neuere</numerusform></translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} von {all}</translation>
    </message>
    <message>
        <source>{number} of {all} answered</source>
        <translation>{number} von {all} antworteten</translation>
    </message>
    <message>
        <source>{number} of {all} that had one</source>
        <translation>{number} von {all}, die einen hatten</translation>
    </message>
    <message numerus="yes">
        <source>{number} past their time</source>
        <translation><numerusform>{number} über der Zeit</numerusform><numerusform>{number} über der Zeit</numerusform></translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} s</translation>
    </message>
    <message numerus="yes">
        <source>{number} seconds</source>
        <translation><numerusform>{number} Sekunde</numerusform><numerusform>{number} Sekunden</numerusform></translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} T</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>{n} gefunden</translation>
    </message>
    <message>
        <source>{n} found so far</source>
        <translation>bisher {n} gefunden</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} h</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>{n} ms</source>
        <translation>{n} ms</translation>
    </message>
    <message>
        <source>{n} records that are no steps were passed over.</source>
        <translation>{n} Datensätze, die keine Schritte sind, wurden übergangen.</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message numerus="yes">
        <source>{n} steps</source>
        <translation><numerusform>{n} Schritt</numerusform><numerusform>{n} Schritte</numerusform></translation>
    </message>
    <message>
        <source>{n} steps below</source>
        <translation>{n} Schritte darunter</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} Token</translation>
    </message>
    <message>
        <source>{owner} answers for every decision it makes.</source>
        <translation>{owner} verantwortet jede seiner Entscheidungen.</translation>
    </message>
    <message>
        <source>{owner} answers for it.</source>
        <translation>{owner} verantwortet ihn.</translation>
    </message>
    <message>
        <source>{people} (usual)</source>
        <translation>{people} (üblich)</translation>
    </message>
    <message>
        <source>{period}, {agent}</source>
        <translation>{period}, {agent}</translation>
    </message>
    <message>
        <source>{person} answers for it from now on. It starts at L1 Operator: whatever it wants to do waits for a person.</source>
        <translation>{person} verantwortet ihn ab jetzt. Er beginnt auf L1 Bediener: Was immer er tun will, wartet auf eine Person.</translation>
    </message>
    <message>
        <source>{person} is away</source>
        <translation>{person} ist abwesend</translation>
    </message>
    <message>
        <source>{person} is away: signed, entry {entry}.</source>
        <translation>{person} ist abwesend: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>{person} is back</source>
        <translation>{person} ist zurück</translation>
    </message>
    <message>
        <source>{person} is back: signed, entry {entry}.</source>
        <translation>{person} ist zurück: signiert, Eintrag {entry}.</translation>
    </message>
    <message>
        <source>{person} paused it {when}. What waits goes on where it stood.</source>
        <translation>{person} hat ihn {when} pausiert. Was wartet, geht dort weiter, wo es stand.</translation>
    </message>
    <message>
        <source>{person} paused it. What waits goes on where it stood.</source>
        <translation>{person} hat ihn pausiert. Was wartet, geht dort weiter, wo es stand.</translation>
    </message>
    <message>
        <source>{person} signed this {when}. With your signature it is in force; without it, it lapses ({day}). You answer for it as much as {person} does.</source>
        <translation>{person} hat dies {when} signiert. Mit Ihrer Signatur gilt es; ohne sie verfällt es ({day}). Sie verantworten es ebenso sehr wie {person}.</translation>
    </message>
    <message>
        <source>{person}, not on the roster</source>
        <translation>{person}, nicht im Personenverzeichnis</translation>
    </message>
    <message>
        <source>{person}: {note}</source>
        <translation>{person}: {note}</translation>
    </message>
    <message>
        <source>{place}, {series}: {value}</source>
        <translation>{place}, {series}: {value}</translation>
    </message>
    <message>
        <source>{place}: nothing</source>
        <translation>{place}: nichts</translation>
    </message>
    <message>
        <source>{place}: {name}</source>
        <translation>{place}: {name}</translation>
    </message>
    <message>
        <source>{reason} stands for what you write. Empty: a rejected task is cancelled.</source>
        <translation>{reason} steht für das, was Sie schreiben. Leer: Eine abgelehnte Aufgabe wird abgebrochen.</translation>
    </message>
    <message>
        <source>{risk} risk: {title}, {under}, {left}</source>
        <translation>Risiko {risk}: {title}, {under}, {left}</translation>
    </message>
    <message numerus="yes">
        <source>{risk} takes {count} people here.</source>
        <translation><numerusform>{risk} braucht hier {count} Person.</numerusform><numerusform>{risk} braucht hier {count} Personen.</numerusform></translation>
    </message>
    <message>
        <source>{risk} while {field} is at most {most}.</source>
        <translation>{risk}, solange {field} höchstens {most} ist.</translation>
    </message>
    <message>
        <source>{risk}, most others are lower</source>
        <translation>{risk}, die meisten anderen liegen darunter</translation>
    </message>
    <message>
        <source>{risk}: a reason and your passphrase are needed. It counts as your approval; another person must approve it too, and one of you two must not be its owner.</source>
        <translation>{risk}: Begründung und Passphrase sind nötig. Es zählt als Ihre Genehmigung; eine andere Person muss sie auch genehmigen, und einer von Ihnen beiden darf nicht ihr Eigentümer sein.</translation>
    </message>
    <message>
        <source>{risk}: a reason and your passphrase are needed. It needs one approval from somebody other than you.</source>
        <translation>{risk}: Begründung und Passphrase sind nötig. Es braucht eine Genehmigung von jemand anderem als Ihnen.</translation>
    </message>
    <message>
        <source>{risk}: a reason and your passphrase are needed. You are the only reviewer of this profile; the record says so.</source>
        <translation>{risk}: Begründung und Passphrase sind nötig. Sie sind der einzige Prüfer dieses Profils; die Aufzeichnung sagt es.</translation>
    </message>
    <message>
        <source>{risk}: your signature approves exactly this changed action, once.</source>
        <translation>{risk}: Ihre Signatur genehmigt genau diese geänderte Aktion, einmal.</translation>
    </message>
    <message>
        <source>{risk}: {agent}</source>
        <translation>{risk}: {agent}</translation>
    </message>
    <message>
        <source>{rows} more rows and {columns} more columns are not shown</source>
        <translation>{rows} weitere Zeilen und {columns} weitere Spalten werden nicht angezeigt</translation>
    </message>
    <message>
        <source>{rows} more rows are not shown</source>
        <translation>{rows} weitere Zeilen werden nicht angezeigt</translation>
    </message>
    <message>
        <source>{rows} rows lie in {path}.</source>
        <translation>{rows} Zeilen liegen in {path}.</translation>
    </message>
    <message>
        <source>{rule} in {place}</source>
        <translation>{rule} in {place}</translation>
    </message>
    <message>
        <source>{said} First bad entry: {seq}.</source>
        <translation>{said} Erster fehlerhafter Eintrag: {seq}.</translation>
    </message>
    <message>
        <source>{search} finds everything the window can do.</source>
        <translation>{search} findet alles, was das Fenster kann.</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{seconds} s ago</source>
        <translation>vor {seconds} s</translation>
    </message>
    <message>
        <source>{series}: {value}</source>
        <translation>{series}: {value}</translation>
    </message>
    <message>
        <source>{share} of actions went to people</source>
        <translation>{share} der Aktionen gingen an Personen</translation>
    </message>
    <message>
        <source>{share} ran alone</source>
        <translation>{share} liefen allein</translation>
    </message>
    <message>
        <source>{shown} shown</source>
        <translation>{shown} angezeigt</translation>
    </message>
    <message>
        <source>{size}, verified to {seq}</source>
        <translation>{size}, verifiziert bis {seq}</translation>
    </message>
    <message numerus="yes">
        <source>{source} and {count} more</source>
        <translation><numerusform>{source} und {count} weitere</numerusform><numerusform>{source} und {count} weitere</numerusform></translation>
    </message>
    <message>
        <source>{summary} Most on {day}: {number}.</source>
        <translation>{summary} Die meisten am {day}: {number}.</translation>
    </message>
    <message>
        <source>{time} earlier</source>
        <translation>{time} früher</translation>
    </message>
    <message>
        <source>{time} later</source>
        <translation>{time} später</translation>
    </message>
    <message>
        <source>{time} {took}: {what}</source>
        <translation>{time} {took}: {what}</translation>
    </message>
    <message>
        <source>{time}, over {number}</source>
        <translation>{time}, aus {number}</translation>
    </message>
    <message>
        <source>{title}  ·  {risk}, {agent}</source>
        <translation>{title}  ·  {risk}, {agent}</translation>
    </message>
    <message>
        <source>{title} fell out</source>
        <translation>{title} ist herausgefallen</translation>
    </message>
    <message>
        <source>{title}, as a table</source>
        <translation>{title}, als Tabelle</translation>
    </message>
    <message>
        <source>{title}. {range}</source>
        <translation>{title}. {range}</translation>
    </message>
    <message>
        <source>{title}. {words}</source>
        <translation>{title}. {words}</translation>
    </message>
    <message>
        <source>{title}: figures are shown.</source>
        <translation>{title}: Zahlen werden angezeigt.</translation>
    </message>
    <message>
        <source>{title}: {why}</source>
        <translation>{title}: {why}</translation>
    </message>
    <message>
        <source>{total} entries</source>
        <translation>{total} Einträge</translation>
    </message>
    <message>
        <source>{used} of {most} ({name})</source>
        <translation>{used} von {most} ({name})</translation>
    </message>
    <message>
        <source>{used} of {most} calls {period}</source>
        <translation>{used} von {most} Aufrufen {period}</translation>
    </message>
    <message>
        <source>{used} of {most} {period}</source>
        <translation>{used} von {most} {period}</translation>
    </message>
    <message>
        <source>{verdict}, runs in {left} s: {title}</source>
        <translation>{verdict}, läuft in {left} s: {title}</translation>
    </message>
    <message>
        <source>{verdict}: signed, entry {seq}</source>
        <translation>{verdict}: signiert, Eintrag {seq}</translation>
    </message>
    <message>
        <source>{what}: signed, entry {seq}.</source>
        <translation>{what}: signiert, Eintrag {seq}.</translation>
    </message>
    <message>
        <source>{who}: {what}</source>
        <translation>{who}: {what}</translation>
    </message>
    <message>
        <source>{why}. Reading works; signing asks for your passphrase.</source>
        <translation>{why}. Lesen geht; zum Signieren wird Ihre Passphrase verlangt.</translation>
    </message>
    <message>
        <source>{words} · done</source>
        <translation>{words} · erledigt</translation>
    </message>
    <message>
        <source>{words}, decided by {person}</source>
        <translation>{words}, entschieden von {person}</translation>
    </message>
    <message>
        <source>{words}, {flag}</source>
        <translation>{words}, {flag}</translation>
    </message>
    <message>
        <source>{words}, {share}</source>
        <translation>{words}, {share}</translation>
    </message>
    <message>
        <source>{words}. Enter shows the rows.</source>
        <translation>{words}. Enter zeigt die Zeilen.</translation>
    </message>
    <message>
        <source>{words}: press the new key, or Esc</source>
        <translation>{words}: neue Taste drücken, oder Esc</translation>
    </message>
    <message>
        <source>{words}: {key}</source>
        <translation>{words}: {key}</translation>
    </message>
</context>
</TS>
