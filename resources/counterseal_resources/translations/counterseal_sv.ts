<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="sv" sourcelanguage="en">
<context>
    <name>Counterseal</name>
    <message>
        <source> days</source>
        <translation> dagar</translation>
    </message>
    <message>
        <source> or </source>
        <translation> eller </translation>
    </message>
    <message>
        <source>(empty list)</source>
        <translation>(tom lista)</translation>
    </message>
    <message>
        <source>(empty text)</source>
        <translation>(tom text)</translation>
    </message>
    <message numerus="yes">
        <source>({count}) Counterseal</source>
        <translation><numerusform>({count}) Counterseal</numerusform><numerusform>({count}) Counterseal</numerusform></translation>
    </message>
    <message>
        <source>1  The newcomer's card</source>
        <translation>1  Den nya personens kort</translation>
    </message>
    <message>
        <source>1 action in {days} days, {alone} of them alone.</source>
        <translation>1 åtgärd på {days} dagar, varav {alone} utan person.</translation>
    </message>
    <message>
        <source>1 agent waits while this is closed</source>
        <translation>1 agent väntar medan detta är stängt</translation>
    </message>
    <message>
        <source>1 agent watched</source>
        <translation>1 agent följs</translation>
    </message>
    <message>
        <source>1 changed</source>
        <translation>1 ändrat</translation>
    </message>
    <message>
        <source>1 decision</source>
        <translation>1 beslut</translation>
    </message>
    <message>
        <source>1 earlier call was edited.</source>
        <translation>1 tidigare anrop ändrades.</translation>
    </message>
    <message>
        <source>1 entry</source>
        <translation>1 post</translation>
    </message>
    <message>
        <source>1 entry here is newer than any head kept outside this profile: who has every key of this machine could change that without being found.</source>
        <translation>1 post här är nyare än alla huvuden som förvaras utanför den här profilen: den som har varje nyckel på den här datorn skulle kunna ändra den utan att det upptäcks.</translation>
    </message>
    <message>
        <source>1 entry is older than {days} days.</source>
        <translation>1 post är äldre än {days} dagar.</translation>
    </message>
    <message>
        <source>1 found</source>
        <translation>1 hittat</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 timme</translation>
    </message>
    <message>
        <source>1 key, each proved to be the newcomer's own.</source>
        <translation>1 nyckel, och det är bevisat att den är den nya personens egen.</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 minut</translation>
    </message>
    <message>
        <source>1 minute ago ({time})</source>
        <translation>för 1 minut sedan ({time})</translation>
    </message>
    <message>
        <source>1 minute left</source>
        <translation>1 minut kvar</translation>
    </message>
    <message>
        <source>1 more</source>
        <translation>1 till</translation>
    </message>
    <message>
        <source>1 more change</source>
        <translation>1 ändring till</translation>
    </message>
    <message>
        <source>1 more line</source>
        <translation>1 rad till</translation>
    </message>
    <message>
        <source>1 more line of the facts is folded away.</source>
        <translation>1 faktarad till är ihopfälld.</translation>
    </message>
    <message>
        <source>1 more would have gone otherwise</source>
        <translation>1 till skulle ha gått annorlunda</translation>
    </message>
    <message>
        <source>1 more: find it by name.</source>
        <translation>1 till: sök det på namn.</translation>
    </message>
    <message>
        <source>1 past its time</source>
        <translation>1 har passerat sin tid</translation>
    </message>
    <message>
        <source>1 person</source>
        <translation>1 person</translation>
    </message>
    <message>
        <source>1 record that is no step was passed over.</source>
        <translation>1 post som inte är något steg hoppades över.</translation>
    </message>
    <message>
        <source>1 source live</source>
        <translation>1 källa ansluten</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 steg</translation>
    </message>
    <message>
        <source>1 step below</source>
        <translation>1 steg under</translation>
    </message>
    <message>
        <source>1,000.5</source>
        <translation>1 000,5</translation>
    </message>
    <message>
        <source>15 minutes</source>
        <translation>15 minuter</translation>
    </message>
    <message>
        <source>2  The code from the newcomer's own screen</source>
        <translation>2  Koden från den nya personens egen skärm</translation>
    </message>
    <message>
        <source>3  What they may do</source>
        <translation>3  Vad personen får göra</translation>
    </message>
    <message>
        <source>3 hours</source>
        <translation>3 timmar</translation>
    </message>
    <message>
        <source>90 % within (p90)</source>
        <translation>90 % inom (p90)</translation>
    </message>
    <message>
        <source>90 % within {p90}.</source>
        <translation>90 % inom {p90}.</translation>
    </message>
    <message>
        <source>90 % within {time}</source>
        <translation>90 % inom {time}</translation>
    </message>
    <message>
        <source>99 % within (p99)</source>
        <translation>99 % inom (p99)</translation>
    </message>
    <message>
        <source>A backup of Counterseal</source>
        <translation>En säkerhetskopia av Counterseal</translation>
    </message>
    <message>
        <source>A bundle of your own log, opened to read</source>
        <translation>Ett bevispaket av din egen logg, öppnat för läsning</translation>
    </message>
    <message>
        <source>A call outside them does not run alone.</source>
        <translation>Ett anrop utanför dem körs inte utan en person.</translation>
    </message>
    <message>
        <source>A date reads like 2026-11-21</source>
        <translation>Ett datum skrivs 2026-11-21</translation>
    </message>
    <message>
        <source>A day is written as 2026-11-21.</source>
        <translation>En dag skrivs som 2026-11-21.</translation>
    </message>
    <message>
        <source>A file outside the profile</source>
        <translation>En fil utanför profilen</translation>
    </message>
    <message>
        <source>A folder without a profile opens the welcome, where one can be made.</source>
        <translation>En mapp utan profil öppnar välkomstsidan, där en kan skapas.</translation>
    </message>
    <message>
        <source>A later start may only ask to be shown something</source>
        <translation>En senare start får bara be om att något visas</translation>
    </message>
    <message>
        <source>A link is text</source>
        <translation>En länk är text</translation>
    </message>
    <message>
        <source>A link reads counterseal://action/ID.</source>
        <translation>En länk skrivs counterseal://action/ID.</translation>
    </message>
    <message>
        <source>A mandate always ends.</source>
        <translation>Ett mandat har alltid ett slut.</translation>
    </message>
    <message>
        <source>A name and an address are needed.</source>
        <translation>Ett namn och en adress behövs.</translation>
    </message>
    <message>
        <source>A new action waits</source>
        <translation>En ny åtgärd väntar</translation>
    </message>
    <message>
        <source>A number is needed, with a decimal point</source>
        <translation>Ett tal behövs, med decimalpunkt</translation>
    </message>
    <message>
        <source>A passphrase</source>
        <translation>En lösenfras</translation>
    </message>
    <message>
        <source>A person changed it. Earlier approvals no longer count.</source>
        <translation>En person har ändrat den. Tidigare godkännanden gäller inte längre.</translation>
    </message>
    <message>
        <source>A profile's folder, or an empty one</source>
        <translation>En profils mapp, eller en tom</translation>
    </message>
    <message>
        <source>A question that nobody answers</source>
        <translation>En fråga som ingen besvarar</translation>
    </message>
    <message>
        <source>A reason is required at {risk}.</source>
        <translation>Ett skäl krävs vid {risk}.</translation>
    </message>
    <message>
        <source>A reason is required; it goes into the signed record.</source>
        <translation>Ett skäl krävs; det skrivs in i den signerade posten.</translation>
    </message>
    <message>
        <source>A registered agent: its owner, level and mandate count for what comes.</source>
        <translation>En registrerad agent: dess ägare, nivå och mandat gäller för det som kommer.</translation>
    </message>
    <message>
        <source>A reset needs a reason and your passphrase, and the signature of a second person.</source>
        <translation>En återställning kräver ett skäl och din lösenfras, och en andra persons signatur.</translation>
    </message>
    <message>
        <source>A reset needs a reason and your passphrase.</source>
        <translation>En återställning kräver ett skäl och din lösenfras.</translation>
    </message>
    <message>
        <source>A search needs a name.</source>
        <translation>En sökning behöver ett namn.</translation>
    </message>
    <message>
        <source>A second person must sign this too. Until then nothing changes; it waits for them for 7 days.</source>
        <translation>En andra person måste också signera detta. Till dess ändras inget; det väntar på den personen i 7 dagar.</translation>
    </message>
    <message>
        <source>A separate Counterseal gateway</source>
        <translation>En separat Counterseal-gateway</translation>
    </message>
    <message>
        <source>A signature for each, over exactly what stands here.</source>
        <translation>En signatur för var och en, över exakt det som står här.</translation>
    </message>
    <message>
        <source>A signed order goes out as a halt would, and each agent process answers that it heard it. Nothing is stopped and nothing waits for it; the times go into the ledger.</source>
        <translation>En signerad order går ut så som ett nödstopp skulle göra, och varje agentprocess svarar att den hörde den. Inget stoppas och inget väntar på grund av det; tiderna skrivs i liggaren.</translation>
    </message>
    <message>
        <source>A test of Counterseal's notifications</source>
        <translation>Ett test av Counterseals aviseringar</translation>
    </message>
    <message>
        <source>A test tells what is wrong before anything is kept.</source>
        <translation>Ett test berättar vad som är fel innan något sparas.</translation>
    </message>
    <message>
        <source>A third of the time each: reviewers, deputy, owner.</source>
        <translation>En tredjedel av tiden var: granskare, ställföreträdare, ägare.</translation>
    </message>
    <message>
        <source>A time reads 22:00</source>
        <translation>Ett klockslag skrivs 22:00</translation>
    </message>
    <message>
        <source>A value is needed</source>
        <translation>Ett värde behövs</translation>
    </message>
    <message>
        <source>A view is what the list is narrowed to and how it is grouped. It is yours, on this machine.</source>
        <translation>En vy är det som listan är begränsad till och hur den är grupperad. Den är din, på den här datorn.</translation>
    </message>
    <message>
        <source>A view needs a name.</source>
        <translation>En vy behöver ett namn.</translation>
    </message>
    <message>
        <source>A whole number is needed</source>
        <translation>Ett heltal behövs</translation>
    </message>
    <message>
        <source>A2A agent</source>
        <translation>A2A-agent</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API-nyckel</translation>
    </message>
    <message>
        <source>API key (optional)</source>
        <translation>API-nyckel (valfri)</translation>
    </message>
    <message>
        <source>Above L1 Operator it needs a charter: what it is for, and who answers.</source>
        <translation>Över L1 Operatör behövs en uppdragsbeskrivning: vad den är till för, och vem som ansvarar.</translation>
    </message>
    <message>
        <source>Above L1 it needs a charter first.</source>
        <translation>Över L1 behövs först en uppdragsbeskrivning.</translation>
    </message>
    <message>
        <source>Accept this history</source>
        <translation>Acceptera den här historiken</translation>
    </message>
    <message>
        <source>Accept this history…</source>
        <translation>Acceptera den här historiken…</translation>
    </message>
    <message>
        <source>Accepted: signed, entry {seq}. Decisions can be signed again.</source>
        <translation>Accepterad: signerad, post {seq}. Beslut kan signeras igen.</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Åtgärd</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Åtgärder</translation>
    </message>
    <message>
        <source>Actions a day</source>
        <translation>Åtgärder per dag</translation>
    </message>
    <message>
        <source>Actions and decisions by day</source>
        <translation>Åtgärder och beslut per dag</translation>
    </message>
    <message>
        <source>Actions at the end of the day</source>
        <translation>Åtgärder vid dagens slut</translation>
    </message>
    <message>
        <source>Actions of agents that you answer for, and what was escalated to you</source>
        <translation>Åtgärder från agenter som du ansvarar för, och det som har eskalerats till dig</translation>
    </message>
    <message>
        <source>Actions that wait</source>
        <translation>Åtgärder som väntar</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Add a bound</source>
        <translation>Lägg till en gräns</translation>
    </message>
    <message>
        <source>Add a budget</source>
        <translation>Lägg till en budget</translation>
    </message>
    <message>
        <source>Add a group</source>
        <translation>Lägg till en grupp</translation>
    </message>
    <message>
        <source>Add a limit</source>
        <translation>Lägg till en gräns</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>Lägg till en anteckning</translation>
    </message>
    <message>
        <source>Add a note…</source>
        <translation>Lägg till en anteckning…</translation>
    </message>
    <message>
        <source>Add an argument</source>
        <translation>Lägg till ett argument</translation>
    </message>
    <message>
        <source>Add names</source>
        <translation>Lägg till namn</translation>
    </message>
    <message>
        <source>Add the note</source>
        <translation>Lägg till anteckningen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adress</translation>
    </message>
    <message>
        <source>Address and secrets are kept in {place}.</source>
        <translation>Adress och hemligheter förvaras i {place}.</translation>
    </message>
    <message>
        <source>Address of the webhook</source>
        <translation>Webhookens adress</translation>
    </message>
    <message>
        <source>Against the charters</source>
        <translation>Mot uppdragsbeskrivningarna</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Agent and measure</source>
        <translation>Agent och mått</translation>
    </message>
    <message>
        <source>Agent registered</source>
        <translation>Agent registrerad</translation>
    </message>
    <message>
        <source>Agent to halt</source>
        <translation>Agent att nödstoppa</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenter</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alla</translation>
    </message>
    <message>
        <source>All agents of an owner</source>
        <translation>En ägares alla agenter</translation>
    </message>
    <message>
        <source>All agents of {owner}</source>
        <translation>Alla agenter som {owner} äger</translation>
    </message>
    <message>
        <source>All answered, the slowest after {time}.</source>
        <translation>Alla svarade, den långsammaste efter {time}.</translation>
    </message>
    <message>
        <source>All as delivered</source>
        <translation>Alla som vid leverans</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alla filer (*)</translation>
    </message>
    <message>
        <source>All logs</source>
        <translation>Alla loggar</translation>
    </message>
    <message>
        <source>All rows found as {ending}…</source>
        <translation>Alla hittade rader som {ending}…</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>Tillåten</translation>
    </message>
    <message>
        <source>Allowed by policy</source>
        <translation>Tillåten av regelverket</translation>
    </message>
    <message>
        <source>Allowed names, one a line</source>
        <translation>Tillåtna namn, ett per rad</translation>
    </message>
    <message>
        <source>Allowed, not run</source>
        <translation>Tillåten, inte körd</translation>
    </message>
    <message>
        <source>Alone, by policy</source>
        <translation>Ensam, enligt regelverket</translation>
    </message>
    <message>
        <source>Also locks on: {events}.</source>
        <translation>Låses också vid: {events}.</translation>
    </message>
    <message>
        <source>Also locks when the Windows session is locked or sleeps. This part has not been tested on Windows.</source>
        <translation>Låses också när Windows-sessionen låses eller går i vila. Den här delen har inte testats på Windows.</translation>
    </message>
    <message>
        <source>Also locks with the lock screen of macOS. This part has not been tested on a Mac.</source>
        <translation>Låses också med låsskärmen i macOS. Den här delen har inte testats på en Mac.</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Belopp</translation>
    </message>
    <message>
        <source>An address is needed to find out what answers there.</source>
        <translation>En adress behövs för att ta reda på vad som svarar där.</translation>
    </message>
    <message>
        <source>An amount names its currency with three letters, such as EUR.</source>
        <translation>Ett belopp anger sin valuta med tre bokstäver, till exempel EUR.</translation>
    </message>
    <message>
        <source>An answer needs words.</source>
        <translation>Ett svar behöver ord.</translation>
    </message>
    <message>
        <source>An owner or reviewer may sign it.</source>
        <translation>En ägare eller granskare får signera det.</translation>
    </message>
    <message>
        <source>Announced</source>
        <translation>Aviserad</translation>
    </message>
    <message>
        <source>Announced, not enrolled yet</source>
        <translation>Aviserade, inte tillagda än</translation>
    </message>
    <message>
        <source>Announced: signed, entry {entry}.</source>
        <translation>Aviserad: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>Another charter</source>
        <translation>En annan uppdragsbeskrivning</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>En annan mapp…</translation>
    </message>
    <message>
        <source>Another level</source>
        <translation>En annan nivå</translation>
    </message>
    <message>
        <source>Another mandate</source>
        <translation>Ett annat mandat</translation>
    </message>
    <message>
        <source>Another owner</source>
        <translation>En annan ägare</translation>
    </message>
    <message>
        <source>Answer instead</source>
        <translation>Svara i stället</translation>
    </message>
    <message>
        <source>Answer instead…</source>
        <translation>Svara i stället…</translation>
    </message>
    <message>
        <source>Answer the agent. The tool does not run.</source>
        <translation>Svara agenten. Verktyget körs inte.</translation>
    </message>
    <message>
        <source>Answer to the agent</source>
        <translation>Svar till agenten</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Besvarad</translation>
    </message>
    <message>
        <source>Answered by {name}</source>
        <translation>Besvarat av {name}</translation>
    </message>
    <message>
        <source>Answered by {name}, {when}</source>
        <translation>Besvarad av {name}, {when}</translation>
    </message>
    <message>
        <source>Answers for it: {name}</source>
        <translation>Ansvarar för den: {name}</translation>
    </message>
    <message>
        <source>Any agent</source>
        <translation>Alla agenter</translation>
    </message>
    <message>
        <source>Any decision</source>
        <translation>Alla beslut</translation>
    </message>
    <message>
        <source>Any risk</source>
        <translation>Alla risker</translation>
    </message>
    <message>
        <source>Any source</source>
        <translation>Alla källor</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Alla tider</translation>
    </message>
    <message>
        <source>Any tool</source>
        <translation>Alla verktyg</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Alla personer</translation>
    </message>
    <message>
        <source>Anything else is refused.</source>
        <translation>Allt annat nekas.</translation>
    </message>
    <message>
        <source>Anything else waits for a person.</source>
        <translation>Allt annat väntar på en person.</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>Alla lägen</translation>
    </message>
    <message>
        <source>Apart by commas (optional).</source>
        <translation>Skilda åt med kommatecken (valfritt).</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Utseende</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Godkänn</translation>
    </message>
    <message>
        <source>Approve {figure}</source>
        <translation>Godkänn {figure}</translation>
    </message>
    <message>
        <source>Approve {figure} × {verb}</source>
        <translation>Godkänn {figure} × {verb}</translation>
    </message>
    <message>
        <source>Approve {figure}…</source>
        <translation>Godkänn {figure}…</translation>
    </message>
    <message>
        <source>Approve {verb}</source>
        <translation>Godkänn {verb}</translation>
    </message>
    <message>
        <source>Approve {verb} {fact}</source>
        <translation>Godkänn {verb} {fact}</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Godkänd</translation>
    </message>
    <message>
        <source>Approved as edited</source>
        <translation>Godkänd med ändring</translation>
    </message>
    <message>
        <source>Approved by {name}, {when}</source>
        <translation>Godkänd av {name}, {when}</translation>
    </message>
    <message>
        <source>Approved unedited</source>
        <translation>Godkänt utan ändring</translation>
    </message>
    <message>
        <source>Approved within {time} of opening</source>
        <translation>Godkänt inom {time} från öppnandet</translation>
    </message>
    <message>
        <source>Approved without the context in view</source>
        <translation>Godkänt utan att kontexten visats</translation>
    </message>
    <message>
        <source>Approved without the trace in view</source>
        <translation>Godkänt utan att spåret visats</translation>
    </message>
    <message>
        <source>Approved, not run</source>
        <translation>Godkänd, inte körd</translation>
    </message>
    <message>
        <source>Approver</source>
        <translation>Godkännare</translation>
    </message>
    <message>
        <source>Approve…</source>
        <translation>Godkänn…</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>apr</translation>
    </message>
    <message>
        <source>Argument</source>
        <translation>Argument</translation>
    </message>
    <message>
        <source>Argument that is bounded</source>
        <translation>Argument som begränsas</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Argument</translation>
    </message>
    <message>
        <source>Arguments are a JSON object</source>
        <translation>Argument är ett JSON-objekt</translation>
    </message>
    <message>
        <source>Arguments as JSON</source>
        <translation>Argument som JSON</translation>
    </message>
    <message>
        <source>Arrived after the decision — {figures}</source>
        <translation>Kom efter beslutet — {figures}</translation>
    </message>
    <message>
        <source>Arrow keys or a digit choose another.</source>
        <translation>Piltangenter eller en siffra väljer en annan.</translation>
    </message>
    <message>
        <source>As a whole it does not hold.</source>
        <translation>Som helhet håller det inte.</translation>
    </message>
    <message>
        <source>As far as is known here, since {names} cannot be reached.</source>
        <translation>Så långt man vet här, eftersom {names} inte kan nås.</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>Som det var</translation>
    </message>
    <message>
        <source>As it was: {number} of {all} ran alone</source>
        <translation>Som det var: {number} av {all} kördes utan en person</translation>
    </message>
    <message>
        <source>As its gateway certificate prints it; needed with https.</source>
        <translation>Så som dess gateway certificate skriver ut den; behövs med https.</translation>
    </message>
    <message>
        <source>As its gateway init prints it, on its own terminal.</source>
        <translation>Så som dess gateway init skriver ut den, i sin egen terminal.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Som systemet</translation>
    </message>
    <message>
        <source>As the system follows light, dark and high contrast the moment they change there.</source>
        <translation>Som systemet följer ljust, mörkt och hög kontrast i samma stund som de ändras där.</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Som vanligt</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Fråga igen</translation>
    </message>
    <message>
        <source>Ask them for it by voice or face to face, never by the way the card came.</source>
        <translation>Be personen om den med rösten eller ansikte mot ansikte, aldrig på den väg som kortet kom.</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Frågad</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>Frågades</translation>
    </message>
    <message>
        <source>Asked for 1 time.</source>
        <translation>Efterfrågat 1 gång.</translation>
    </message>
    <message numerus="yes">
        <source>Asked for {number} times.</source>
        <translation><numerusform>Efterfrågat {number} gång.</numerusform><numerusform>Efterfrågat {number} gånger.</numerusform></translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Frågar…</translation>
    </message>
    <message>
        <source>At its worst, with the arguments that could come.</source>
        <translation>I värsta fall, med de argument som kan komma.</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>Minst</translation>
    </message>
    <message>
        <source>At least 183 days: what the EU's AI Act asks of logs (art. 26(6)). Cut what is past its time yourself.</source>
        <translation>Minst 183 dagar: det som EU:s AI-förordning kräver av loggar (art. 26.6). Gallra själv det som har passerat sin tid.</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Högst</translation>
    </message>
    <message>
        <source>At most; above it is lowered</source>
        <translation>Högst; däröver sänks den</translation>
    </message>
    <message>
        <source>At {level} it would still wait. It also needs {needed}, which is signed by itself. What is counted below is this mandate alone.</source>
        <translation>På {level} skulle det ändå vänta. Det behövs också {needed}, som signeras för sig. Det som räknas nedan är bara det här mandatet.</translation>
    </message>
    <message>
        <source>At {level} nothing runs alone, whatever the mandate says. It counts from L2 on.</source>
        <translation>På {level} körs inget utan en person, vad mandatet än säger. Det räknas från L2 och uppåt.</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Revisor</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>aug</translation>
    </message>
    <message>
        <source>Autonomy</source>
        <translation>Självständighet</translation>
    </message>
    <message>
        <source>Autonomy level {level}</source>
        <translation>Självständighetsnivå {level}</translation>
    </message>
    <message>
        <source>Autonomy level {level}, lowered to {cap} by itself</source>
        <translation>Självständighetsnivå {level}, sänkt till {cap} av sig själv</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Borta</translation>
    </message>
    <message>
        <source>Away until {day} {time}</source>
        <translation>Borta till {day} {time}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tillbaka</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Tillbaka till listan</translation>
    </message>
    <message>
        <source>Back to the newest</source>
        <translation>Tillbaka till det nyaste</translation>
    </message>
    <message>
        <source>Back up into a folder</source>
        <translation>Säkerhetskopiera till en mapp</translation>
    </message>
    <message>
        <source>Back up now…</source>
        <translation>Säkerhetskopiera nu…</translation>
    </message>
    <message>
        <source>Back up this profile</source>
        <translation>Säkerhetskopiera den här profilen</translation>
    </message>
    <message>
        <source>Began at {time} UTC</source>
        <translation>Började {time} UTC</translation>
    </message>
    <message>
        <source>Began {time} after the first step</source>
        <translation>Började {time} efter det första steget</translation>
    </message>
    <message>
        <source>Begin with a new key</source>
        <translation>Börja med en ny nyckel</translation>
    </message>
    <message>
        <source>Both days are included; leave one empty for no end on that side.</source>
        <translation>Båda dagarna ingår; lämna en tom för att inte ha någon gräns på den sidan.</translation>
    </message>
    <message>
        <source>Bounded, reaches outside.</source>
        <translation>Begränsad, når utanför.</translation>
    </message>
    <message>
        <source>Bring it back now</source>
        <translation>Ta fram den nu</translation>
    </message>
    <message>
        <source>Budgets over time</source>
        <translation>Budgetar över tid</translation>
    </message>
    <message>
        <source>Bundle</source>
        <translation>Bevispaket</translation>
    </message>
    <message>
        <source>Bundles and backups that were made before are out of reach.</source>
        <translation>Bevispaket och säkerhetskopior som gjorts tidigare är utom räckhåll.</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>Per dag</translation>
    </message>
    <message>
        <source>By day: {parts}.</source>
        <translation>Per dag: {parts}.</translation>
    </message>
    <message>
        <source>By week</source>
        <translation>Per vecka</translation>
    </message>
    <message>
        <source>Call id {id}</source>
        <translation>Anrops-id {id}</translation>
    </message>
    <message>
        <source>Calls of all of them</source>
        <translation>Anrop av dem alla</translation>
    </message>
    <message>
        <source>Calls of {tools}</source>
        <translation>Anrop av {tools}</translation>
    </message>
    <message>
        <source>Can be taken back for</source>
        <translation>Kan tas tillbaka i</translation>
    </message>
    <message>
        <source>Can be taken back for 1 minute.</source>
        <translation>Kan tas tillbaka i 1 minut.</translation>
    </message>
    <message numerus="yes">
        <source>Can be taken back for {number} minutes.</source>
        <translation><numerusform>Kan tas tillbaka i {number} minut.</numerusform><numerusform>Kan tas tillbaka i {number} minuter.</numerusform></translation>
    </message>
    <message>
        <source>Can be undone</source>
        <translation>Kan ångras</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Avbryt</translation>
    </message>
    <message>
        <source>Cannot be taken back.</source>
        <translation>Kan inte tas tillbaka.</translation>
    </message>
    <message>
        <source>Canonical form</source>
        <translation>Kanonisk form</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändring</translation>
    </message>
    <message>
        <source>Change a connection</source>
        <translation>Ändra en anslutning</translation>
    </message>
    <message>
        <source>Change a value; then the changed action can be signed.</source>
        <translation>Ändra ett värde; sedan kan den ändrade åtgärden signeras.</translation>
    </message>
    <message>
        <source>Change how long {name} is kept</source>
        <translation>Ändra hur länge {name} behålls</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>Byt den</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Ändra tangenter…</translation>
    </message>
    <message>
        <source>Change the selected agent's charter</source>
        <translation>Ändra den valda agentens uppdragsbeskrivning</translation>
    </message>
    <message>
        <source>Change the selected agent's level</source>
        <translation>Ändra den valda agentens nivå</translation>
    </message>
    <message>
        <source>Change the selected agent's mandate</source>
        <translation>Ändra den valda agentens mandat</translation>
    </message>
    <message>
        <source>Change your passphrase</source>
        <translation>Byt din lösenfras</translation>
    </message>
    <message>
        <source>Change {name}</source>
        <translation>Ändra {name}</translation>
    </message>
    <message>
        <source>Change {tool}</source>
        <translation>Ändra {tool}</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändra…</translation>
    </message>
    <message>
        <source>Charter of {agent}</source>
        <translation>Uppdragsbeskrivning för {agent}</translation>
    </message>
    <message>
        <source>Charter signed</source>
        <translation>Uppdragsbeskrivning signerad</translation>
    </message>
    <message>
        <source>Charter…</source>
        <translation>Uppdrag…</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Kontrollera igen</translation>
    </message>
    <message>
        <source>Choose a passphrase, or say that you want none.</source>
        <translation>Välj en lösenfras, eller säg att du inte vill ha någon.</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>Välj en annan</translation>
    </message>
    <message>
        <source>Choose at least one day.</source>
        <translation>Välj minst en dag.</translation>
    </message>
    <message>
        <source>Choose at least one role.</source>
        <translation>Välj minst en roll.</translation>
    </message>
    <message>
        <source>Choose at least one tool that it may run alone.</source>
        <translation>Välj minst ett verktyg som den får köra utan en person.</translation>
    </message>
    <message>
        <source>Choose none</source>
        <translation>Välj inga</translation>
    </message>
    <message>
        <source>Choose the backup's file first.</source>
        <translation>Välj säkerhetskopians fil först.</translation>
    </message>
    <message>
        <source>Choose the file…</source>
        <translation>Välj filen…</translation>
    </message>
    <message>
        <source>Choose what became of it.</source>
        <translation>Välj vad det blev av den.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Välj…</translation>
    </message>
    <message>
        <source>Claims to be {share} sure.</source>
        <translation>Säger sig vara {share} säker.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Stäng</translation>
    </message>
    <message>
        <source>Close it</source>
        <translation>Stäng den</translation>
    </message>
    <message>
        <source>Close it…</source>
        <translation>Stäng den…</translation>
    </message>
    <message>
        <source>Close the bundle</source>
        <translation>Stäng bevispaketet</translation>
    </message>
    <message>
        <source>Close the file</source>
        <translation>Stäng filen</translation>
    </message>
    <message>
        <source>Close the incident</source>
        <translation>Stäng incidenten</translation>
    </message>
    <message>
        <source>Close the open window and start again.</source>
        <translation>Stäng det öppna fönstret och starta igen.</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Stäng fönstret</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Stängd</translation>
    </message>
    <message>
        <source>Closed. Marked as wrong by {person} {when}.</source>
        <translation>Stängd. Märkt som fel av {person} {when}.</translation>
    </message>
    <message>
        <source>Closing the window</source>
        <translation>När fönstret stängs</translation>
    </message>
    <message>
        <source>Closing the window keeps the program in the tray</source>
        <translation>När fönstret stängs finns programmet kvar i aktivitetsfältet</translation>
    </message>
    <message>
        <source>Code {code}</source>
        <translation>Kod {code}</translation>
    </message>
    <message>
        <source>Collaborator</source>
        <translation>Medarbetare</translation>
    </message>
    <message>
        <source>Collapse all</source>
        <translation>Fäll ihop alla</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Färger</translation>
    </message>
    <message>
        <source>Colours as the system</source>
        <translation>Färger som systemet</translation>
    </message>
    <message>
        <source>Come back</source>
        <translation>Kom tillbaka</translation>
    </message>
    <message>
        <source>Compromised</source>
        <translation>Röjd</translation>
    </message>
    <message>
        <source>Compromised since entry</source>
        <translation>Röjd sedan post</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Anslut</translation>
    </message>
    <message>
        <source>Connect a separate gateway, or export a bundle and keep it.</source>
        <translation>Anslut en separat gateway, eller exportera ett bevispaket och behåll det.</translation>
    </message>
    <message>
        <source>Connect a server</source>
        <translation>Anslut en server</translation>
    </message>
    <message>
        <source>Connect a server…</source>
        <translation>Anslut en server…</translation>
    </message>
    <message>
        <source>Connect a source or gateway</source>
        <translation>Anslut en källa eller gateway</translation>
    </message>
    <message>
        <source>Connect your first agent</source>
        <translation>Anslut din första agent</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Anslut…</translation>
    </message>
    <message>
        <source>Consultant</source>
        <translation>Konsult</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Context — 1 item, as the agent sent it</source>
        <translation>Kontext — 1 del, som agenten skickade den</translation>
    </message>
    <message>
        <source>Context — {n} items, as the agent sent them</source>
        <translation>Kontext — {n} delar, som agenten skickade dem</translation>
    </message>
    <message>
        <source>Control limits</source>
        <translation>Kontrollgränser</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopierat</translation>
    </message>
    <message>
        <source>Copied a link to this action. Following it shows the action and decides nothing.</source>
        <translation>En länk till åtgärden kopierades. Den som följer den ser åtgärden och beslutar inget.</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopierat.</translation>
    </message>
    <message>
        <source>Copied. Other programs can read the clipboard until something else is copied.</source>
        <translation>Kopierat. Andra program kan läsa urklippet tills något annat kopieras.</translation>
    </message>
    <message>
        <source>Copied. Paste it into a message to who enrols you.</source>
        <translation>Kopierat. Klistra in det i ett meddelande till den som lägger till dig.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopiera</translation>
    </message>
    <message>
        <source>Copy a link to the selected action</source>
        <translation>Kopiera en länk till den valda åtgärden</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Kopiera allt</translation>
    </message>
    <message>
        <source>Copy as shown</source>
        <translation>Kopiera som det visas</translation>
    </message>
    <message>
        <source>Copy both heads</source>
        <translation>Kopiera båda huvudena</translation>
    </message>
    <message>
        <source>Copy card</source>
        <translation>Kopiera kortet</translation>
    </message>
    <message>
        <source>Copy exact text</source>
        <translation>Kopiera exakt text</translation>
    </message>
    <message>
        <source>Copy proof</source>
        <translation>Kopiera beviset</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Kopiera rader</translation>
    </message>
    <message>
        <source>Copy the row</source>
        <translation>Kopiera raden</translation>
    </message>
    <message>
        <source>Copy the selected row</source>
        <translation>Kopiera den valda raden</translation>
    </message>
    <message numerus="yes">
        <source>Copy {count} rows</source>
        <translation><numerusform>Kopiera {count} rad</numerusform><numerusform>Kopiera {count} rader</numerusform></translation>
    </message>
    <message>
        <source>Copying and verifying the profile…</source>
        <translation>Kopierar och verifierar profilen…</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>Räkna igen</translation>
    </message>
    <message>
        <source>Counted on this computer from your own decisions. No screen shows this about anybody else.</source>
        <translation>Räknat på den här datorn från dina egna beslut. Ingen skärm visar detta om någon annan.</translation>
    </message>
    <message>
        <source>Counterseal is still here</source>
        <translation>Counterseal är kvar</translation>
    </message>
    <message>
        <source>Counting was stopped.</source>
        <translation>Räkningen stoppades.</translation>
    </message>
    <message>
        <source>Counting was stopped; these are the figures from before.</source>
        <translation>Räkningen stoppades; detta är siffrorna från tidigare.</translation>
    </message>
    <message>
        <source>Counting: {done} of {all} days read.</source>
        <translation>Räknar: {done} av {all} dagar lästa.</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Räknar…</translation>
    </message>
    <message>
        <source>Counts later</source>
        <translation>Räknas senare</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisk</translation>
    </message>
    <message>
        <source>Critical is shown in quiet hours too</source>
        <translation>Kritisk visas även under tysta timmar</translation>
    </message>
    <message>
        <source>Critical then too</source>
        <translation>Kritisk även då</translation>
    </message>
    <message>
        <source>Currency or unit</source>
        <translation>Valuta eller enhet</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Gallra</translation>
    </message>
    <message>
        <source>Cut {name}</source>
        <translation>Gallra {name}</translation>
    </message>
    <message>
        <source>Cut: {name}</source>
        <translation>Gallra: {name}</translation>
    </message>
    <message>
        <source>Cut…</source>
        <translation>Gallra…</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Mörkt</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Mörka färger</translation>
    </message>
    <message>
        <source>Data it touches</source>
        <translation>Data den rör</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Dag</translation>
    </message>
    <message>
        <source>Days to keep it from each entry's time on</source>
        <translation>Dagar det behålls från varje posts tidpunkt</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Tidsgräns</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>dec</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>Besluta</translation>
    </message>
    <message>
        <source>Decide alike ones together</source>
        <translation>Besluta om liknande tillsammans</translation>
    </message>
    <message>
        <source>Decide on {title}</source>
        <translation>Besluta om {title}</translation>
    </message>
    <message>
        <source>Decide together: {tool}</source>
        <translation>Besluta tillsammans: {tool}</translation>
    </message>
    <message>
        <source>Decide {figure} actions like this one together</source>
        <translation>Besluta om {figure} åtgärder som denna tillsammans</translation>
    </message>
    <message>
        <source>Decide {figure} together…</source>
        <translation>Besluta om {figure} tillsammans…</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Beslutad</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>Beslutad av</translation>
    </message>
    <message>
        <source>Decided by people</source>
        <translation>Beslutade av personer</translation>
    </message>
    <message>
        <source>Decided by {name}, {when}</source>
        <translation>Beslutad av {name}, {when}</translation>
    </message>
    <message>
        <source>Decided in a row without {time} of pause</source>
        <translation>Beslutade i rad utan {time} paus</translation>
    </message>
    <message>
        <source>Deciding</source>
        <translation>Besluta</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Beslut</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Beslut</translation>
    </message>
    <message>
        <source>Decisions by person</source>
        <translation>Beslut per person</translation>
    </message>
    <message>
        <source>Decisions in the period</source>
        <translation>Beslut under perioden</translation>
    </message>
    <message>
        <source>Decoding the image…</source>
        <translation>Avkodar bilden…</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Levererad</translation>
    </message>
    <message>
        <source>Deputy</source>
        <translation>Ställföreträdare</translation>
    </message>
    <message>
        <source>Deputy: {name}</source>
        <translation>Ställföreträdare: {name}</translation>
    </message>
    <message>
        <source>Describe a tool</source>
        <translation>Beskriv ett verktyg</translation>
    </message>
    <message>
        <source>Describe another tool…</source>
        <translation>Beskriv ett annat verktyg…</translation>
    </message>
    <message>
        <source>Describe the selected agent's tools</source>
        <translation>Beskriv den valda agentens verktyg</translation>
    </message>
    <message>
        <source>Describe this tool…</source>
        <translation>Beskriv det här verktyget…</translation>
    </message>
    <message>
        <source>Describe {tool}</source>
        <translation>Beskriv {tool}</translation>
    </message>
    <message>
        <source>Describe…</source>
        <translation>Beskriv…</translation>
    </message>
    <message>
        <source>Digest (SHA-256)</source>
        <translation>Kontrollsumma (SHA-256)</translation>
    </message>
    <message>
        <source>Digest {digest}, press to copy</source>
        <translation>Kontrollsumma {digest}, tryck för att kopiera</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>Diagnos</translation>
    </message>
    <message>
        <source>Does it run on a LangGraph server?</source>
        <translation>Körs den på en LangGraph-server?</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Klart.</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>Avdrift</translation>
    </message>
    <message>
        <source>Each profile has its own key, ledger and agents, and opens in a window of its own.</source>
        <translation>Varje profil har sin egen nyckel, liggare och agenter, och öppnas i ett eget fönster.</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Ändra</translation>
    </message>
    <message>
        <source>Edit the action</source>
        <translation>Ändra åtgärden</translation>
    </message>
    <message>
        <source>Edit the list…</source>
        <translation>Ändra listan…</translation>
    </message>
    <message>
        <source>Edit: {title}</source>
        <translation>Ändra: {title}</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>Ändrad</translation>
    </message>
    <message>
        <source>Edited and approved</source>
        <translation>Ändrad och godkänd</translation>
    </message>
    <message>
        <source>Edited and approved by {name}, {when}</source>
        <translation>Ändrad och godkänd av {name}, {when}</translation>
    </message>
    <message>
        <source>Edited or rejected</source>
        <translation>Ändrade eller avslagna</translation>
    </message>
    <message>
        <source>Edited or rejected by day</source>
        <translation>Ändrade eller avslagna per dag</translation>
    </message>
    <message>
        <source>Edited or rejected, with control limits</source>
        <translation>Ändrade eller avslagna, med kontrollgränser</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Ändra…</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>På annat håll</translation>
    </message>
    <message>
        <source>End of {day}</source>
        <translation>Slutet av {day}</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Upphört</translation>
    </message>
    <message>
        <source>Ends {day}; lapses after {time} without anybody at a desk.</source>
        <translation>Upphör {day}; upphör efter {time} utan någon vid ett skrivbord.</translation>
    </message>
    <message>
        <source>Enforced by</source>
        <translation>Upprätthålls av</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>Lägg till</translation>
    </message>
    <message>
        <source>Enrol a person</source>
        <translation>Lägg till en person</translation>
    </message>
    <message>
        <source>Enrol somebody</source>
        <translation>Lägg till någon</translation>
    </message>
    <message>
        <source>Enrol somebody…</source>
        <translation>Lägg till någon…</translation>
    </message>
    <message>
        <source>Enrolled: signed, entry {entry}.</source>
        <translation>Tillagd: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>Enrolment announced</source>
        <translation>Ny person aviserad</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Poster</translation>
    </message>
    <message>
        <source>Entries {first} to {last} are missing here. Here: {here} entries, elsewhere: {elsewhere}.</source>
        <translation>Posterna {first} till {last} saknas här. Här: {here} poster, på annat håll: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entries {first} to {last} are other ones than they were. Here: {here} entries, elsewhere: {elsewhere}.</source>
        <translation>Posterna {first} till {last} är andra än de var. Här: {here} poster, på annat håll: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entry {entry} is another one than it was. Here: {here}, elsewhere: {elsewhere}.</source>
        <translation>Post {entry} är en annan än den var. Här: {here}, på annat håll: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entry {entry} is missing here. Here: {here}, elsewhere: {elsewhere}.</source>
        <translation>Post {entry} saknas här. Här: {here}, på annat håll: {elsewhere}.</translation>
    </message>
    <message>
        <source>Entry {number} of {name}'s log · {at}</source>
        <translation>Post {number} i loggen för {name} · {at}</translation>
    </message>
    <message>
        <source>Entry {number} · {at}</source>
        <translation>Post {number} · {at}</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Radera</translation>
    </message>
    <message>
        <source>Erase content</source>
        <translation>Radera innehåll</translation>
    </message>
    <message>
        <source>Erase the selected entries' content</source>
        <translation>Radera de valda posternas innehåll</translation>
    </message>
    <message>
        <source>Erase {entries}</source>
        <translation>Radera {entries}</translation>
    </message>
    <message numerus="yes">
        <source>Erase {number} entries…</source>
        <translation><numerusform>Radera {number} post…</numerusform><numerusform>Radera {number} poster…</numerusform></translation>
    </message>
    <message>
        <source>Erased</source>
        <translation>Raderad</translation>
    </message>
    <message>
        <source>Erased: {entries}</source>
        <translation>Raderat: {entries}</translation>
    </message>
    <message>
        <source>Erase…</source>
        <translation>Radera…</translation>
    </message>
    <message>
        <source>Erasures</source>
        <translation>Raderingar</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>Eskalerad</translation>
    </message>
    <message>
        <source>Events for a SIEM (OCSF 1.9)…</source>
        <translation>Händelser till ett SIEM (OCSF 1.9)…</translation>
    </message>
    <message>
        <source>Every agent</source>
        <translation>Varje agent</translation>
    </message>
    <message>
        <source>Every agent runs as its owner signed it, and no incident is open.</source>
        <translation>Varje agent körs så som dess ägare har signerat, och ingen incident är öppen.</translation>
    </message>
    <message>
        <source>Every charter is kept.</source>
        <translation>Varje uppdragsbeskrivning är uppfylld.</translation>
    </message>
    <message>
        <source>Every entry here stands under a head that is kept outside this profile.</source>
        <translation>Varje post här står under ett huvud som förvaras utanför den här profilen.</translation>
    </message>
    <message>
        <source>Everybody who replicates this ledger has acknowledged it.</source>
        <translation>Alla som replikerar den här liggaren har bekräftat det.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Allt</translation>
    </message>
    <message>
        <source>Everything about this action</source>
        <translation>Allt om den här åtgärden</translation>
    </message>
    <message>
        <source>Everything it asks for waits, approved actions too. Nothing is voided and nothing is refused; its owner lets it go on. To stop it for good, halt it.</source>
        <translation>Allt den ber om väntar, även godkända åtgärder. Inget ogiltigförklaras och inget nekas; dess ägare låter den fortsätta. Nödstoppa den för att stoppa den på riktigt.</translation>
    </message>
    <message>
        <source>Everything: 1 agent</source>
        <translation>Allt: 1 agent</translation>
    </message>
    <message numerus="yes">
        <source>Everything: all {count} agents</source>
        <translation><numerusform>Allt: {count} agent</numerusform><numerusform>Allt: alla {count} agenter</numerusform></translation>
    </message>
    <message>
        <source>Evidence bundle…</source>
        <translation>Bevispaket…</translation>
    </message>
    <message>
        <source>Evidence…</source>
        <translation>Bevis…</translation>
    </message>
    <message>
        <source>Exactly as the agent calls it.</source>
        <translation>Exakt så som agenten anropar det.</translation>
    </message>
    <message>
        <source>Executed</source>
        <translation>Utförd</translation>
    </message>
    <message>
        <source>Expand all</source>
        <translation>Fäll ut alla</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Utgången</translation>
    </message>
    <message>
        <source>Expires within 15 minutes</source>
        <translation>Går ut inom 15 minuter</translation>
    </message>
    <message>
        <source>Expiring</source>
        <translation>Går snart ut</translation>
    </message>
    <message>
        <source>Export an evidence bundle</source>
        <translation>Exportera ett bevispaket</translation>
    </message>
    <message>
        <source>Export events for a SIEM</source>
        <translation>Exportera händelser till ett SIEM</translation>
    </message>
    <message>
        <source>Export evidence into a folder</source>
        <translation>Exportera bevis till en mapp</translation>
    </message>
    <message>
        <source>Export the report as PDF</source>
        <translation>Exportera rapporten som PDF</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exporterad</translation>
    </message>
    <message>
        <source>Exported traces</source>
        <translation>Exporterade spår</translation>
    </message>
    <message>
        <source>Exported traces of {agent}</source>
        <translation>Exporterade spår från {agent}</translation>
    </message>
    <message>
        <source>Exporting: {share} done…</source>
        <translation>Exporterar: {share} klart…</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Exporterar…</translation>
    </message>
    <message>
        <source>Exports and witnesses</source>
        <translation>Exporter och vittnen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportera…</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Misslyckad</translation>
    </message>
    <message>
        <source>Failed or unknown</source>
        <translation>Misslyckad eller okänd</translation>
    </message>
    <message>
        <source>Failing, tried again by itself: {note}</source>
        <translation>Misslyckas, försöker igen av sig självt: {note}</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>feb</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Fält</translation>
    </message>
    <message>
        <source>Figures against the charters</source>
        <translation>Siffror mot uppdragsbeskrivningarna</translation>
    </message>
    <message>
        <source>Figures and their rows as {ending}…</source>
        <translation>Siffror och deras rader som {ending}…</translation>
    </message>
    <message>
        <source>Filter  /</source>
        <translation>Filtrera  /</translation>
    </message>
    <message>
        <source>Filter the waiting actions</source>
        <translation>Filtrera de väntande åtgärderna</translation>
    </message>
    <message>
        <source>Filter this list</source>
        <translation>Filtrera den här listan</translation>
    </message>
    <message>
        <source>Filters…</source>
        <translation>Filter…</translation>
    </message>
    <message>
        <source>Find a tool</source>
        <translation>Sök ett verktyg</translation>
    </message>
    <message>
        <source>Find out by its address</source>
        <translation>Ta reda på det från adressen</translation>
    </message>
    <message>
        <source>For a week, until {day} {time}</source>
        <translation>I en vecka, till {day} {time}</translation>
    </message>
    <message>
        <source>For an hour, until {time}</source>
        <translation>I en timme, till {time}</translation>
    </message>
    <message>
        <source>For when the passphrase or the key is lost. The sheet makes one new key for you; the old keys and the sheet itself end with it.</source>
        <translation>För när lösenfrasen eller nyckeln är borta. Bladet skapar en ny nyckel åt dig; de gamla nycklarna och bladet självt upphör med det.</translation>
    </message>
    <message>
        <source>For {agent}. What is not described counts as Critical; what is, counts as you say here.</source>
        <translation>För {agent}. Det som inte är beskrivet räknas som Kritiskt; det som är det räknas så som du säger här.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Glöm</translation>
    </message>
    <message>
        <source>Forget {name}</source>
        <translation>Glöm {name}</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formulär</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Hittat</translation>
    </message>
    <message>
        <source>Found in its text: {words}</source>
        <translation>Hittat i dess text: {words}</translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>fre</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>fredag</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Från</translation>
    </message>
    <message>
        <source>From asking to deciding, each mark a multiple</source>
        <translation>Från fråga till beslut, varje markering en multipel</translation>
    </message>
    <message>
        <source>From one day to another</source>
        <translation>Från en dag till en annan</translation>
    </message>
    <message>
        <source>From this case</source>
        <translation>Från det här fallet</translation>
    </message>
    <message>
        <source>From this risk on</source>
        <translation>Från den här risken</translation>
    </message>
    <message>
        <source>From {first}</source>
        <translation>Från {first}</translation>
    </message>
    <message>
        <source>From {place} back</source>
        <translation>Från {place} och bakåt</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Från … till …</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>Give it a name that people know it by.</source>
        <translation>Ge den ett namn som folk känner den under.</translation>
    </message>
    <message>
        <source>Go on anyway</source>
        <translation>Fortsätt ändå</translation>
    </message>
    <message>
        <source>Go on with enrolling {person}</source>
        <translation>Fortsätt att lägga till {person}</translation>
    </message>
    <message>
        <source>Go on…</source>
        <translation>Fortsätt…</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Gå dit</translation>
    </message>
    <message>
        <source>Go to the agents</source>
        <translation>Gå till agenterna</translation>
    </message>
    <message>
        <source>Go to the history</source>
        <translation>Gå till historiken</translation>
    </message>
    <message>
        <source>Go to the inbox</source>
        <translation>Gå till inkorgen</translation>
    </message>
    <message>
        <source>Go to the insights</source>
        <translation>Gå till insikterna</translation>
    </message>
    <message>
        <source>Go to the proposing step</source>
        <translation>Gå till steget som föreslår</translation>
    </message>
    <message>
        <source>Go to the settings</source>
        <translation>Gå till inställningarna</translation>
    </message>
    <message>
        <source>Go to the trace</source>
        <translation>Gå till spåret</translation>
    </message>
    <message>
        <source>Google ADK server</source>
        <translation>Google ADK-server</translation>
    </message>
    <message>
        <source>Ground, such as: GDPR art. 17, request of 20 November</source>
        <translation>Grund, till exempel: GDPR art. 17, begäran den 20 november</translation>
    </message>
    <message>
        <source>Ground: the law or contract that asks for it</source>
        <translation>Grund: den lag eller det avtal som kräver det</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>Gruppera efter</translation>
    </message>
    <message>
        <source>Grouping, filters and saved views</source>
        <translation>Gruppering, filter och sparade vyer</translation>
    </message>
    <message>
        <source>Half of the decisions came within {median}.</source>
        <translation>Hälften av besluten kom inom {median}.</translation>
    </message>
    <message>
        <source>Half within (p50)</source>
        <translation>Hälften inom (p50)</translation>
    </message>
    <message>
        <source>Halt agents</source>
        <translation>Nödstoppa agenter</translation>
    </message>
    <message>
        <source>Halt agents…</source>
        <translation>Nödstoppa agenter…</translation>
    </message>
    <message>
        <source>Halt everything here</source>
        <translation>Nödstoppa allt här</translation>
    </message>
    <message>
        <source>Halt now</source>
        <translation>Nödstoppa nu</translation>
    </message>
    <message>
        <source>Halt ordered</source>
        <translation>Nödstopp beordrat</translation>
    </message>
    <message>
        <source>Halt ordered for all agents</source>
        <translation>Nödstopp beordrat för alla agenter</translation>
    </message>
    <message>
        <source>Halt ordered for all agents of a gateway</source>
        <translation>Nödstopp beordrat för alla agenter på en gateway</translation>
    </message>
    <message numerus="yes">
        <source>Halt ordered for {count} agents</source>
        <translation><numerusform>Nödstopp beordrat för {count} agent</numerusform><numerusform>Nödstopp beordrat för {count} agenter</numerusform></translation>
    </message>
    <message>
        <source>Halt ordered for {name}</source>
        <translation>Nödstopp beordrat för {name}</translation>
    </message>
    <message>
        <source>Halt the selected agent</source>
        <translation>Nödstoppa den valda agenten</translation>
    </message>
    <message>
        <source>Halt this agent</source>
        <translation>Nödstoppa den här agenten</translation>
    </message>
    <message>
        <source>Halt tried</source>
        <translation>Nödstopp provat</translation>
    </message>
    <message>
        <source>Halted</source>
        <translation>Nödstoppad</translation>
    </message>
    <message>
        <source>Halted again</source>
        <translation>Nödstoppad igen</translation>
    </message>
    <message>
        <source>Halted by {person} {when}. Nothing starts again by itself.</source>
        <translation>Nödstoppad av {person} {when}. Inget startar igen av sig självt.</translation>
    </message>
    <message>
        <source>Halted by {person}. Nothing starts again by itself.</source>
        <translation>Nödstoppad av {person}. Inget startar igen av sig självt.</translation>
    </message>
    <message>
        <source>Halts and resets</source>
        <translation>Nödstopp och återställningar</translation>
    </message>
    <message>
        <source>Head cosigned</source>
        <translation>Huvud medsignerat</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Dölj</translation>
    </message>
    <message>
        <source>Hide both heads</source>
        <translation>Dölj båda huvudena</translation>
    </message>
    <message>
        <source>Hide raw</source>
        <translation>Dölj rådata</translation>
    </message>
    <message>
        <source>Hide them</source>
        <translation>Dölj dem</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hög</translation>
    </message>
    <message>
        <source>High and below run alone inside the mandate. A person approves Critical, and watches.</source>
        <translation>Hög och lägre körs utan en person inom mandatet. En person godkänner Kritisk och bevakar.</translation>
    </message>
    <message>
        <source>High contrast colours</source>
        <translation>Färger med hög kontrast</translation>
    </message>
    <message>
        <source>High contrast, dark</source>
        <translation>Hög kontrast, mörkt</translation>
    </message>
    <message>
        <source>High contrast, light</source>
        <translation>Hög kontrast, ljust</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historik</translation>
    </message>
    <message>
        <source>Holds another history</source>
        <translation>Har en annan historik</translation>
    </message>
    <message>
        <source>Holds hidden characters: {names}</source>
        <translation>Innehåller dolda tecken: {names}</translation>
    </message>
    <message>
        <source>Holds more than is here</source>
        <translation>Har mer än det som finns här</translation>
    </message>
    <message>
        <source>Hours without anybody at a desk</source>
        <translation>Timmar utan någon vid ett skrivbord</translation>
    </message>
    <message>
        <source>How far the verification is</source>
        <translation>Hur långt verifieringen har kommit</translation>
    </message>
    <message>
        <source>How far {agent} may go alone</source>
        <translation>Hur långt {agent} får gå på egen hand</translation>
    </message>
    <message>
        <source>How it is taken back</source>
        <translation>Hur det tas tillbaka</translation>
    </message>
    <message>
        <source>How long content is kept</source>
        <translation>Hur länge innehåll behålls</translation>
    </message>
    <message>
        <source>How long content is kept cannot be shown: {why}</source>
        <translation>Hur länge innehåll behålls kan inte visas: {why}</translation>
    </message>
    <message>
        <source>How long supervised processes may finish</source>
        <translation>Hur länge övervakade processer får avsluta</translation>
    </message>
    <message>
        <source>How long to keep: {name}</source>
        <translation>Hur länge det behålls: {name}</translation>
    </message>
    <message>
        <source>How mail is secured</source>
        <translation>Hur e-posten skyddas</translation>
    </message>
    <message>
        <source>How many people approve what waits</source>
        <translation>Hur många personer som godkänner det som väntar</translation>
    </message>
    <message>
        <source>How you know</source>
        <translation>Hur du vet det</translation>
    </message>
    <message>
        <source>How: Payments / recall</source>
        <translation>Hur: Betalningar / återkalla</translation>
    </message>
    <message>
        <source>I am away</source>
        <translation>Jag är borta</translation>
    </message>
    <message>
        <source>I am away…</source>
        <translation>Jag är borta…</translation>
    </message>
    <message>
        <source>I am away… {person}</source>
        <translation>Jag är borta… {person}</translation>
    </message>
    <message>
        <source>I am back…</source>
        <translation>Jag är tillbaka…</translation>
    </message>
    <message>
        <source>I am back… {person}</source>
        <translation>Jag är tillbaka… {person}</translation>
    </message>
    <message>
        <source>I have it, close</source>
        <translation>Jag har det, stäng</translation>
    </message>
    <message>
        <source>I have stored it</source>
        <translation>Jag har sparat den</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>If this is wrong</source>
        <translation>Om detta är fel</translation>
    </message>
    <message>
        <source>In History</source>
        <translation>I historiken</translation>
    </message>
    <message>
        <source>In Python, put the decorator on what it may only do after a yes. Registering shows the two settings that its process needs.</source>
        <translation>I Python sätter du dekoratorn på det som den bara får göra efter ett ja. Registreringen visar de två inställningar som dess process behöver.</translation>
    </message>
    <message>
        <source>In a week, 08:00</source>
        <translation>Om en vecka, 08:00</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>Gäller</translation>
    </message>
    <message>
        <source>In how long</source>
        <translation>På hur lång tid</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Inkorg</translation>
    </message>
    <message>
        <source>Incident closed</source>
        <translation>Incident stängd</translation>
    </message>
    <message>
        <source>Incident noted</source>
        <translation>Incident antecknad</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Incidenter</translation>
    </message>
    <message>
        <source>Incidents cannot be read: {why}</source>
        <translation>Incidenter kan inte läsas: {why}</translation>
    </message>
    <message>
        <source>Insights</source>
        <translation>Insikter</translation>
    </message>
    <message>
        <source>Install it from its disk image.</source>
        <translation>Installera det från dess skivavbild.</translation>
    </message>
    <message>
        <source>Is asked first when a decision is overdue, before the owner.</source>
        <translation>Tillfrågas först när ett beslut är försenat, före ägaren.</translation>
    </message>
    <message>
        <source>It begins at {time} UTC.</source>
        <translation>Det börjar {time} UTC.</translation>
    </message>
    <message>
        <source>It changed while this was open. Open it alone to read it anew.</source>
        <translation>Den ändrades medan detta var öppet. Öppna den för sig och läs den på nytt.</translation>
    </message>
    <message>
        <source>It does so now. Press for everything.</source>
        <translation>Det gör den nu. Tryck för att visa allt.</translation>
    </message>
    <message>
        <source>It ends at another time than before.</source>
        <translation>Den upphör vid en annan tid än förut.</translation>
    </message>
    <message>
        <source>It ends too soon to be put off.</source>
        <translation>Den upphör för snart för att skjutas upp.</translation>
    </message>
    <message>
        <source>It has no mandate, so for now everything waits.</source>
        <translation>Den har inget mandat, så tills vidare väntar allt.</translation>
    </message>
    <message>
        <source>It holds your name and your public keys, no secret. Give it to whoever enrols you, in any way, then read this code to them by voice or face to face. It is the same on their screen only if nobody changed the card on its way.</source>
        <translation>Det innehåller ditt namn och dina publika nycklar, ingen hemlighet. Ge det på valfritt sätt till den som lägger till dig, och läs sedan upp den här koden med rösten eller ansikte mot ansikte. Den är likadan på den personens skärm bara om ingen har ändrat kortet på vägen.</translation>
    </message>
    <message>
        <source>It is damaged</source>
        <translation>Den är skadad</translation>
    </message>
    <message>
        <source>It names a step above it that this trace does not have</source>
        <translation>Det anger ett steg ovanför sig som inte finns i spåret</translation>
    </message>
    <message>
        <source>It names no tool: nothing runs.</source>
        <translation>Det nämner inget verktyg: inget körs.</translation>
    </message>
    <message>
        <source>It no longer waits.</source>
        <translation>Den väntar inte längre.</translation>
    </message>
    <message>
        <source>It replaces any sheet you had before.</source>
        <translation>Det ersätter alla blad du hade förut.</translation>
    </message>
    <message>
        <source>It stands at {level}. Inside its level an action still needs a mandate that covers it.</source>
        <translation>Den står på {level}. Inom sin nivå behöver en åtgärd ändå ett mandat som täcker den.</translation>
    </message>
    <message>
        <source>It starts in the tray, or as a small window where there is none, and serves your agents.</source>
        <translation>Det startar i aktivitetsfältet, eller som ett litet fönster där sådant saknas, och betjänar dina agenter.</translation>
    </message>
    <message>
        <source>It still shows a hidden character and is not the name that was given. Write it anew, or take it out.</source>
        <translation>Det visar fortfarande ett dolt tecken och är inte namnet som angavs. Skriv det på nytt, eller ta bort det.</translation>
    </message>
    <message>
        <source>It takes effect once its gateway can be reached.</source>
        <translation>Det börjar gälla när dess gateway kan nås.</translation>
    </message>
    <message>
        <source>It takes effect when a second person has signed it too.</source>
        <translation>Det börjar gälla när en andra person också har signerat det.</translation>
    </message>
    <message>
        <source>It was done</source>
        <translation>Det gjordes</translation>
    </message>
    <message>
        <source>It was let go and never reported back, so nobody knows whether it ran. Look at the other side, then say what became of it.</source>
        <translation>Den släpptes igenom och rapporterades aldrig tillbaka, så ingen vet om den kördes. Se efter på andra sidan, och säg sedan vad det blev av den.</translation>
    </message>
    <message>
        <source>It was not done, or failed</source>
        <translation>Det gjordes inte, eller misslyckades</translation>
    </message>
    <message>
        <source>It was read as {source}.</source>
        <translation>Den lästes som {source}.</translation>
    </message>
    <message>
        <source>Its agent was halted in between.</source>
        <translation>Dess agent nödstoppades under tiden.</translation>
    </message>
    <message>
        <source>Its bounds</source>
        <translation>Dess gränser</translation>
    </message>
    <message>
        <source>Its description cannot be read, so it counts as Critical.</source>
        <translation>Dess beskrivning kan inte läsas, så det räknas som Kritiskt.</translation>
    </message>
    <message>
        <source>Its first question appears in this list. Nothing is approved by waiting.</source>
        <translation>Dess första fråga visas i den här listan. Inget godkänns av att vänta.</translation>
    </message>
    <message>
        <source>Its gateway does not say what it changes. Do not sign it blindly.</source>
        <translation>Dess gateway säger inte vad det ändrar. Signera det inte i blindo.</translation>
    </message>
    <message>
        <source>Its last line is torn off and was left out.</source>
        <translation>Dess sista rad är avbruten och utelämnades.</translation>
    </message>
    <message>
        <source>Its own window opens when its agents have asked their first questions. It takes less than a minute.</source>
        <translation>Dess eget fönster öppnas när dess agenter har ställt sina första frågor. Det tar mindre än en minut.</translation>
    </message>
    <message>
        <source>Its passphrase, or yours of then</source>
        <translation>Dess lösenfras, eller din från den tiden</translation>
    </message>
    <message>
        <source>Its process needs these settings. The token is shown this once: copy it to where the agent's secrets are kept. Who has it can ask in the agent's name. Registering the agent again makes a new one.</source>
        <translation>Dess process behöver de här inställningarna. Token visas bara denna gång: kopiera den till där agentens hemligheter förvaras. Den som har den kan fråga i agentens namn. Om agenten registreras igen skapas en ny.</translation>
    </message>
    <message>
        <source>Its size is not what its header says</source>
        <translation>Dess storlek är inte den som dess filhuvud anger</translation>
    </message>
    <message>
        <source>J and K move through the list. ? shows all keys.</source>
        <translation>J och K flyttar i listan. ? visar alla tangenter.</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>jan</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>jul</translation>
    </message>
    <message>
        <source>Jump to a day</source>
        <translation>Gå till en dag</translation>
    </message>
    <message>
        <source>Jump to a day in the history</source>
        <translation>Gå till en dag i historiken</translation>
    </message>
    <message>
        <source>Jump to a day…</source>
        <translation>Gå till en dag…</translation>
    </message>
    <message>
        <source>Jump to a random entry</source>
        <translation>Gå till en slumpvis vald post</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>jun</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Spara</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behåll den</translation>
    </message>
    <message>
        <source>Keep so long</source>
        <translation>Behåll så länge</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Sparad</translation>
    </message>
    <message>
        <source>Kept in a file that only this account can read, so that the gateway restarts by itself. Empty keeps the one that is there.</source>
        <translation>Sparas i en fil som bara det här kontot kan läsa, så att gatewayen startar om av sig själv. Tomt behåller den som finns.</translation>
    </message>
    <message>
        <source>Kept: {host}/…</source>
        <translation>Sparad: {host}/…</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Nyckel</translation>
    </message>
    <message>
        <source>Key enrolled</source>
        <translation>Nyckel tillagd</translation>
    </message>
    <message>
        <source>Key id</source>
        <translation>Nyckel-id</translation>
    </message>
    <message>
        <source>Key of its TLS (PIN)</source>
        <translation>Nyckel för dess TLS (PIN)</translation>
    </message>
    <message>
        <source>Key revoked</source>
        <translation>Nyckel återkallad</translation>
    </message>
    <message>
        <source>Key rotated</source>
        <translation>Nyckel bytt</translation>
    </message>
    <message>
        <source>Key {id}</source>
        <translation>Nyckel {id}</translation>
    </message>
    <message>
        <source>Key {name}</source>
        <translation>Tangent {name}</translation>
    </message>
    <message>
        <source>Key {name} in {place}</source>
        <translation>Nyckel {name} i {place}</translation>
    </message>
    <message>
        <source>Key {name} in {place} · {warning}</source>
        <translation>Nyckel {name} i {place} · {warning}</translation>
    </message>
    <message>
        <source>Key {name} is locked</source>
        <translation>Nyckel {name} är låst</translation>
    </message>
    <message>
        <source>Key {name} is locked, in {place}</source>
        <translation>Nyckel {name} är låst, i {place}</translation>
    </message>
    <message>
        <source>Key {name} locked</source>
        <translation>Nyckel {name} låst</translation>
    </message>
    <message>
        <source>Key: {state}</source>
        <translation>Nyckel: {state}</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tangenter</translation>
    </message>
    <message>
        <source>LangGraph server</source>
        <translation>LangGraph-server</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Språk</translation>
    </message>
    <message>
        <source>Lapses without anybody at a desk for</source>
        <translation>Upphör utan någon vid ett skrivbord i</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Större text</translation>
    </message>
    <message>
        <source>Largest approved so far {amount}</source>
        <translation>Största godkända hittills {amount}</translation>
    </message>
    <message>
        <source>Largest approved so far {amount}.</source>
        <translation>Det största som hittills godkänts är {amount}.</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Senaste 30 dagarna</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Senaste 7 dagarna</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Sista dag</translation>
    </message>
    <message numerus="yes">
        <source>Last {count} days</source>
        <translation><numerusform>Senaste dagen</numerusform><numerusform>Senaste {count} dagarna</numerusform></translation>
    </message>
    <message>
        <source>Last {days} days</source>
        <translation>Senaste {days} dagarna</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Senare</translation>
    </message>
    <message>
        <source>Leads to {host}. Links are not opened here.</source>
        <translation>Leder till {host}. Länkar öppnas inte här.</translation>
    </message>
    <message>
        <source>Least confidence the agent must claim</source>
        <translation>Minsta säkerhet som agenten måste uppge</translation>
    </message>
    <message>
        <source>Leave the key without a passphrase: then any program of this account can sign in my name</source>
        <translation>Lämna nyckeln utan lösenfras: då kan vilket program som helst på det här kontot signera i mitt namn</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Liggare</translation>
    </message>
    <message>
        <source>Ledger does not verify</source>
        <translation>Liggaren går inte att verifiera</translation>
    </message>
    <message>
        <source>Ledger is not the one others hold a head of: read-only</source>
        <translation>Liggaren är inte den som andra har ett huvud av: endast läsning</translation>
    </message>
    <message>
        <source>Ledger is shorter than a head held elsewhere: read-only</source>
        <translation>Liggaren är kortare än ett huvud som finns på annat håll: endast läsning</translation>
    </message>
    <message>
        <source>Ledger not verified yet</source>
        <translation>Liggaren inte verifierad än</translation>
    </message>
    <message>
        <source>Ledger verified to entry {seq}</source>
        <translation>Liggaren verifierad till post {seq}</translation>
    </message>
    <message>
        <source>Ledger: checking, {done} of {all}</source>
        <translation>Liggaren: kontrollerar, {done} av {all}</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Mindre</translation>
    </message>
    <message>
        <source>Less risky when</source>
        <translation>Mindre riskabelt när</translation>
    </message>
    <message>
        <source>Let it ask</source>
        <translation>Låt den fråga</translation>
    </message>
    <message>
        <source>Letters act only outside text fields.</source>
        <translation>Bokstäver gör något bara utanför textfält.</translation>
    </message>
    <message>
        <source>Level lowered</source>
        <translation>Nivå sänkt</translation>
    </message>
    <message>
        <source>Level of the group</source>
        <translation>Gruppens nivå</translation>
    </message>
    <message>
        <source>Level set</source>
        <translation>Nivå satt</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Ljust</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Ljusa färger</translation>
    </message>
    <message>
        <source>Limits of each call</source>
        <translation>Gränser för varje anrop</translation>
    </message>
    <message>
        <source>Limits {low} to {high}</source>
        <translation>Gränser {low} till {high}</translation>
    </message>
    <message>
        <source>Line {number} still shows a hidden character and is not the name that was given. Write it anew, or take it out.</source>
        <translation>Rad {number} visar fortfarande ett dolt tecken och är inte namnet som angavs. Skriv det på nytt, eller ta bort det.</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Länkar</translation>
    </message>
    <message>
        <source>Links are declared by the installed application</source>
        <translation>Länkar anges av det installerade programmet</translation>
    </message>
    <message>
        <source>Links are not opened here.</source>
        <translation>Länkar öppnas inte här.</translation>
    </message>
    <message>
        <source>Loading this action…</source>
        <translation>Läser in åtgärden…</translation>
    </message>
    <message>
        <source>Local gateway</source>
        <translation>Lokal gateway</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Lås</translation>
    </message>
    <message>
        <source>Lock after</source>
        <translation>Lås efter</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>Lås nu</translation>
    </message>
    <message>
        <source>Lock your key now</source>
        <translation>Lås din nyckel nu</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Låst</translation>
    </message>
    <message>
        <source>Locking</source>
        <translation>Låsning</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Logg</translation>
    </message>
    <message>
        <source>Log key</source>
        <translation>Loggnyckel</translation>
    </message>
    <message>
        <source>Log of {name}</source>
        <translation>Loggen för {name}</translation>
    </message>
    <message>
        <source>Log {origin}, from {folder}. Nothing in it can be decided, marked or erased here.</source>
        <translation>Logg {origin}, från {folder}. Inget i den kan beslutas, märkas eller raderas här.</translation>
    </message>
    <message>
        <source>Look at it…</source>
        <translation>Titta på det…</translation>
    </message>
    <message>
        <source>Look at the demo</source>
        <translation>Titta på demon</translation>
    </message>
    <message>
        <source>Look at this</source>
        <translation>Se över detta</translation>
    </message>
    <message>
        <source>Look for it in the tray or among your programs; end it if it hangs.</source>
        <translation>Leta efter det i aktivitetsfältet eller bland dina program; avsluta det om det hänger sig.</translation>
    </message>
    <message>
        <source>Look for {name}</source>
        <translation>Sök efter {name}</translation>
    </message>
    <message>
        <source>Look in History whether it took effect before you try again.</source>
        <translation>Se efter i Historik om det fick verkan innan du försöker igen.</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Låg</translation>
    </message>
    <message>
        <source>Lower limit</source>
        <translation>Undre gräns</translation>
    </message>
    <message>
        <source>Lower to {level}</source>
        <translation>Sänk till {level}</translation>
    </message>
    <message>
        <source>Lowered</source>
        <translation>Sänkt</translation>
    </message>
    <message>
        <source>Lowered to {level} by itself. It stays there until its owner signs a level again.</source>
        <translation>Sänkt till {level} av sig själv. Den stannar där tills dess ägare signerar en nivå igen.</translation>
    </message>
    <message>
        <source>Lowered to {level} by itself: {why}. It stays there until its owner signs a level again.</source>
        <translation>Sänkt till {level} av sig själv: {why}. Den stannar där tills dess ägare signerar en nivå igen.</translation>
    </message>
    <message>
        <source>Lowest risk that is shown</source>
        <translation>Lägsta risk som visas</translation>
    </message>
    <message>
        <source>Lowest risk that is told</source>
        <translation>Lägsta risk som meddelas</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>E-post</translation>
    </message>
    <message>
        <source>Mail server</source>
        <translation>E-postserver</translation>
    </message>
    <message>
        <source>Make a new key</source>
        <translation>Skapa en ny nyckel</translation>
    </message>
    <message>
        <source>Make a new recovery sheet</source>
        <translation>Gör ett nytt återställningsblad</translation>
    </message>
    <message>
        <source>Make a recovery sheet</source>
        <translation>Gör ett återställningsblad</translation>
    </message>
    <message>
        <source>Make my key</source>
        <translation>Skapa min nyckel</translation>
    </message>
    <message>
        <source>Make the sheet</source>
        <translation>Gör bladet</translation>
    </message>
    <message>
        <source>Making your key…</source>
        <translation>Skapar din nyckel…</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>Mandat</translation>
    </message>
    <message>
        <source>Mandate of {agent}</source>
        <translation>Mandat för {agent}</translation>
    </message>
    <message>
        <source>Mandate set</source>
        <translation>Mandat satt</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>mar</translation>
    </message>
    <message>
        <source>Mark as away</source>
        <translation>Märk som borta</translation>
    </message>
    <message>
        <source>Mark as away…</source>
        <translation>Märk som borta…</translation>
    </message>
    <message>
        <source>Mark as away… {person}</source>
        <translation>Märk som borta… {person}</translation>
    </message>
    <message>
        <source>Mark as back</source>
        <translation>Märk som tillbaka</translation>
    </message>
    <message>
        <source>Mark as back…</source>
        <translation>Märk som tillbaka…</translation>
    </message>
    <message>
        <source>Mark as back… {person}</source>
        <translation>Märk som tillbaka… {person}</translation>
    </message>
    <message>
        <source>Mark as wrong</source>
        <translation>Märk som fel</translation>
    </message>
    <message>
        <source>Mark as wrong…</source>
        <translation>Märk som fel…</translation>
    </message>
    <message>
        <source>Marked as wrong</source>
        <translation>Märkt som fel</translation>
    </message>
    <message numerus="yes">
        <source>Masked by the gateway: {what} and {count} more. The masked text is what would run.</source>
        <translation><numerusform>Maskerat av gatewayen: {what} och {count} till. Den maskerade texten är det som skulle köras.</numerusform><numerusform>Maskerat av gatewayen: {what} och {count} till. Den maskerade texten är det som skulle köras.</numerusform></translation>
    </message>
    <message>
        <source>Masked by the gateway: {what}. The masked text is what would run.</source>
        <translation>Maskerat av gatewayen: {what}. Den maskerade texten är det som skulle köras.</translation>
    </message>
    <message>
        <source>May</source>
        <translation>maj</translation>
    </message>
    <message>
        <source>May run alone</source>
        <translation>Får köras utan en person</translation>
    </message>
    <message>
        <source>May run alone: {tools}.</source>
        <translation>Får köras utan en person: {tools}.</translation>
    </message>
    <message>
        <source>Median look before approving High or Critical</source>
        <translation>Mediantid för läsning innan Hög eller Kritisk godkänns</translation>
    </message>
    <message>
        <source>Median time to decide</source>
        <translation>Mediantid till beslut</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meddelande</translation>
    </message>
    <message>
        <source>Messages, arguments and results are kept too, with secrets masked.</source>
        <translation>Också meddelanden, argument och resultat sparas, med hemligheter dolda.</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Mina</translation>
    </message>
    <message>
        <source>Minutes after which nobody's answer is a no</source>
        <translation>Minuter efter vilka uteblivet svar är ett nej</translation>
    </message>
    <message>
        <source>Minutes in which it can be taken back</source>
        <translation>Minuter under vilka det kan tas tillbaka</translation>
    </message>
    <message>
        <source>Minutes without input before your key is locked, 0 for never</source>
        <translation>Minuter utan inmatning innan din nyckel låses, 0 för aldrig</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Saknas</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Moderate</source>
        <translation>Måttlig</translation>
    </message>
    <message>
        <source>Moderate and below run alone inside the mandate, everything else waits. A person approves High and Critical.</source>
        <translation>Måttlig och lägre körs utan en person inom mandatet, allt annat väntar. En person godkänner Hög och Kritisk.</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>mån</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>måndag</translation>
    </message>
    <message>
        <source>Money is Moderate only by such a bound.</source>
        <translation>Pengar är Måttlig bara genom en sådan gräns.</translation>
    </message>
    <message>
        <source>Money, irreversible, or production.</source>
        <translation>Pengar, oåterkalleligt, eller produktion.</translation>
    </message>
    <message>
        <source>Month before</source>
        <translation>Föregående månad</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mer</translation>
    </message>
    <message>
        <source>More than {total} entries</source>
        <translation>Fler än {total} poster</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>Mer…</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Rörelse</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Förflyttning</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Namn</translation>
    </message>
    <message>
        <source>Name at the mail server</source>
        <translation>Namn hos e-postservern</translation>
    </message>
    <message>
        <source>Name at the server (optional)</source>
        <translation>Namn hos servern (valfritt)</translation>
    </message>
    <message>
        <source>Name for what is looked for now</source>
        <translation>Namn på det som söks nu</translation>
    </message>
    <message>
        <source>Name for what is shown now</source>
        <translation>Namn på det som visas nu</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>Gruppens namn</translation>
    </message>
    <message>
        <source>Name of the search</source>
        <translation>Sökningens namn</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>Vyns namn</translation>
    </message>
    <message>
        <source>Name the argument as the agent sends it.</source>
        <translation>Ange argumentet så som agenten skickar det.</translation>
    </message>
    <message>
        <source>Name the argument that is bounded.</source>
        <translation>Ange argumentet som begränsas.</translation>
    </message>
    <message>
        <source>Name the ground: the law or contract that asks for it.</source>
        <translation>Ange grunden: den lag eller det avtal som kräver det.</translation>
    </message>
    <message>
        <source>Name the tool as the agent calls it.</source>
        <translation>Ange verktyget så som agenten anropar det.</translation>
    </message>
    <message>
        <source>Name the tools of the group, such as mail.*</source>
        <translation>Nämn gruppens verktyg, till exempel mail.*</translation>
    </message>
    <message>
        <source>Name who may be paid or reached, one a line.</source>
        <translation>Ange vilka som får betalas eller nås, en per rad.</translation>
    </message>
    <message>
        <source>Names in braces are filled with the call's facts.</source>
        <translation>Namn inom klamrar fylls i med anropets fakta.</translation>
    </message>
    <message>
        <source>Names, times, tokens and which tools were called are kept; no word that was said.</source>
        <translation>Namn, tider, tokens och vilka verktyg som anropades sparas; inget ord av det som sades.</translation>
    </message>
    <message>
        <source>Needs a level</source>
        <translation>Behöver en nivå</translation>
    </message>
    <message>
        <source>Needs a second person</source>
        <translation>Behöver en andra person</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Behöver ses över</translation>
    </message>
    <message>
        <source>New actions appear here by themselves.</source>
        <translation>Nya åtgärder visas här av sig själva.</translation>
    </message>
    <message>
        <source>New key…</source>
        <translation>Ny nyckel…</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Ny lösenfras</translation>
    </message>
    <message>
        <source>New passphrase again</source>
        <translation>Ny lösenfras igen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nästa</translation>
    </message>
    <message>
        <source>Next found step (F3)</source>
        <translation>Nästa hittade steg (F3)</translation>
    </message>
    <message>
        <source>Next in the list</source>
        <translation>Nästa i listan</translation>
    </message>
    <message>
        <source>Next month</source>
        <translation>Nästa månad</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nästa sida</translation>
    </message>
    <message>
        <source>Next time…</source>
        <translation>Nästa gång…</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nej</translation>
    </message>
    <message>
        <source>No action made up for it yet</source>
        <translation>Ingen åtgärd har gottgjort det än</translation>
    </message>
    <message>
        <source>No agent asks here yet</source>
        <translation>Ingen agent frågar här än</translation>
    </message>
    <message>
        <source>No agent did anything yet.</source>
        <translation>Ingen agent har gjort något än.</translation>
    </message>
    <message>
        <source>No agent is registered yet, and a server's actions belong to one. Register it first.</source>
        <translation>Ingen agent är registrerad än, och en servers åtgärder tillhör en. Registrera den först.</translation>
    </message>
    <message>
        <source>No agent process holds a lease now, so there was nothing to try it on.</source>
        <translation>Ingen agentprocess har en lease nu, så det fanns inget att prova på.</translation>
    </message>
    <message>
        <source>No agent that has a charter did anything.</source>
        <translation>Ingen agent med uppdragsbeskrivning har gjort något.</translation>
    </message>
    <message>
        <source>No bus of this session or system is reachable; only the minutes above count.</source>
        <translation>Ingen buss för sessionen eller systemet kan nås; bara minuterna ovan räknas.</translation>
    </message>
    <message>
        <source>No charter is signed, so it cannot leave L1.</source>
        <translation>Ingen uppdragsbeskrivning är signerad, så den kan inte lämna L1.</translation>
    </message>
    <message>
        <source>No day is outside.</source>
        <translation>Ingen dag ligger utanför.</translation>
    </message>
    <message>
        <source>No deadline</source>
        <translation>Ingen tidsgräns</translation>
    </message>
    <message>
        <source>No decision whose asking is known.</source>
        <translation>Inget beslut vars fråga är känd.</translation>
    </message>
    <message>
        <source>No described tool has a number that could be bounded.</source>
        <translation>Inget beskrivet verktyg har ett tal som kan begränsas.</translation>
    </message>
    <message>
        <source>No described tool names a payee or target.</source>
        <translation>Inget beskrivet verktyg nämner en betalningsmottagare eller ett mål.</translation>
    </message>
    <message>
        <source>No entry fits all of what is looked for.</source>
        <translation>Ingen post passar med allt som söks.</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Ingen tangent</translation>
    </message>
    <message>
        <source>No key for: {words}</source>
        <translation>Ingen tangent för: {words}</translation>
    </message>
    <message>
        <source>No keyring of this system answers, so the key lies in a file.</source>
        <translation>Ingen nyckelring i det här systemet svarar, så nyckeln ligger i en fil.</translation>
    </message>
    <message>
        <source>No longer on the roster</source>
        <translation>Finns inte längre i personförteckningen</translation>
    </message>
    <message>
        <source>No mandate is signed. Whatever its level, nothing runs alone without one: every action waits for a person, or is refused at L0.</source>
        <translation>Inget mandat är signerat. Oavsett nivå körs inget utan en person när mandat saknas: varje åtgärd väntar på en person, eller nekas på L0.</translation>
    </message>
    <message>
        <source>No other profile was opened on this account yet.</source>
        <translation>Ingen annan profil har öppnats på det här kontot än.</translation>
    </message>
    <message>
        <source>No passphrase</source>
        <translation>Ingen lösenfras</translation>
    </message>
    <message>
        <source>No person has decided on this tool of this agent before.</source>
        <translation>Ingen person har tidigare beslutat om detta verktyg för den här agenten.</translation>
    </message>
    <message>
        <source>No sources yet</source>
        <translation>Inga källor än</translation>
    </message>
    <message>
        <source>No step of this trace calls {tool} with the action's arguments.</source>
        <translation>Inget steg i spåret anropar {tool} med åtgärdens argument.</translation>
    </message>
    <message>
        <source>No value in common</source>
        <translation>Inget värde gemensamt</translation>
    </message>
    <message>
        <source>Nobody answered</source>
        <translation>Ingen svarade</translation>
    </message>
    <message>
        <source>Nobody answers for it, so nothing runs. Register it again as its new owner.</source>
        <translation>Ingen ansvarar för den, så inget körs. Registrera den igen som dess nya ägare.</translation>
    </message>
    <message>
        <source>Nobody decided anything.</source>
        <translation>Ingen har beslutat något.</translation>
    </message>
    <message>
        <source>Nobody else holds a head yet: who has every key of this machine could change any entry.</source>
        <translation>Ingen annan har ett huvud än: den som har varje nyckel på den här datorn skulle kunna ändra vilken post som helst.</translation>
    </message>
    <message>
        <source>Nobody had seen these steps at the first decision. They are no part of what is signed.</source>
        <translation>Ingen hade sett de här stegen vid det första beslutet. De är ingen del av det som signeras.</translation>
    </message>
    <message>
        <source>Nobody has described it, asked for 1 time.</source>
        <translation>Ingen har beskrivit det, efterfrågat 1 gång.</translation>
    </message>
    <message numerus="yes">
        <source>Nobody has described it, asked for {number} times.</source>
        <translation><numerusform>Ingen har beskrivit det, efterfrågat {number} gång.</numerusform><numerusform>Ingen har beskrivit det, efterfrågat {number} gånger.</numerusform></translation>
    </message>
    <message>
        <source>Nobody has described it.</source>
        <translation>Ingen har beskrivit det.</translation>
    </message>
    <message>
        <source>Nobody named</source>
        <translation>Ingen namngiven</translation>
    </message>
    <message>
        <source>Nobody was here for a while, so your key is locked</source>
        <translation>Ingen har varit här på en stund, så din nyckel är låst</translation>
    </message>
    <message>
        <source>Nobody: it goes straight to the owner</source>
        <translation>Ingen: det går direkt till ägaren</translation>
    </message>
    <message>
        <source>None has this in its name.</source>
        <translation>Inget har det i sitt namn.</translation>
    </message>
    <message>
        <source>None is described yet, so whatever it calls counts as Critical.</source>
        <translation>Inget är beskrivet än, så allt den anropar räknas som Kritiskt.</translation>
    </message>
    <message>
        <source>None of the agents is yours</source>
        <translation>Ingen av agenterna är din</translation>
    </message>
    <message>
        <source>None of them can be decided together.</source>
        <translation>Ingen av dem kan beslutas tillsammans.</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>Inga än.</translation>
    </message>
    <message>
        <source>None yet. Whatever it calls counts as Critical.</source>
        <translation>Inga än. Allt den anropar räknas som Kritiskt.</translation>
    </message>
    <message>
        <source>None, this machine only</source>
        <translation>Ingen, bara den här datorn</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>Inget.</translation>
    </message>
    <message>
        <source>Not acknowledged yet by {names}. Bundles and backups that were made before are out of reach.</source>
        <translation>Inte bekräftat än av {names}. Bevispaket och säkerhetskopior som gjorts tidigare är utom räckhåll.</translation>
    </message>
    <message>
        <source>Not all of it can be read: {why}</source>
        <translation>Allt kan inte läsas: {why}</translation>
    </message>
    <message>
        <source>Not described, so it counts as Critical.</source>
        <translation>Inte beskrivet, så det räknas som Kritiskt.</translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation>Inte uppfyllt</translation>
    </message>
    <message>
        <source>Not kept: {missed}.</source>
        <translation>Inte uppfyllt: {missed}.</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Inte känt</translation>
    </message>
    <message>
        <source>Not stopped</source>
        <translation>Inte stoppad</translation>
    </message>
    <message>
        <source>Not the same. Read it again; if it stays different, somebody may have changed the card on its way: do not enrol it.</source>
        <translation>Inte samma. Läs den igen; om den fortfarande skiljer sig kan någon ha ändrat kortet på vägen: lägg inte till det.</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>Inte verifierat</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Anmärkning</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>Antecknat</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Ingenting</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Inget hittades</translation>
    </message>
    <message>
        <source>Nothing has been changed yet.</source>
        <translation>Inget har ändrats än.</translation>
    </message>
    <message>
        <source>Nothing is changed yet.</source>
        <translation>Inget är ändrat än.</translation>
    </message>
    <message>
        <source>Nothing is halted yet. Everything here can be halted without a key; that halt is not signed.</source>
        <translation>Inget är nödstoppat än. Allt här kan nödstoppas utan nyckel; det nödstoppet är inte signerat.</translation>
    </message>
    <message>
        <source>Nothing is kept of what its program exports.</source>
        <translation>Inget sparas av det som dess program exporterar.</translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation>Inget passar filtret</translation>
    </message>
    <message>
        <source>Nothing needs attention</source>
        <translation>Inget behöver ses över</translation>
    </message>
    <message>
        <source>Nothing of this can be erased.</source>
        <translation>Inget av detta kan raderas.</translation>
    </message>
    <message>
        <source>Nothing runs alone. A person approves everything.</source>
        <translation>Inget körs utan en person. En person godkänner allt.</translation>
    </message>
    <message>
        <source>Nothing runs alone; a person approves everything.</source>
        <translation>Inget körs utan en person; en person godkänner allt.</translation>
    </message>
    <message>
        <source>Nothing runs; everything is refused.</source>
        <translation>Inget körs; allt nekas.</translation>
    </message>
    <message>
        <source>Nothing starts again by itself. {reset}</source>
        <translation>Inget startar igen av sig självt. {reset}</translation>
    </message>
    <message>
        <source>Nothing to decide: {why}.</source>
        <translation>Inget att besluta: {why}.</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>Inget väntar</translation>
    </message>
    <message>
        <source>Nothing waits because of it.</source>
        <translation>Inget väntar på grund av det.</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>Inget väntar på dig</translation>
    </message>
    <message>
        <source>Nothing waits: no agent is connected yet. Three steps to the first question:</source>
        <translation>Inget väntar: ingen agent är ansluten än. Tre steg till den första frågan:</translation>
    </message>
    <message numerus="yes">
        <source>Nothing was asked in the last {count} days, so there is nothing to compare with.</source>
        <translation><numerusform>Inget efterfrågades den senaste dagen, så det finns inget att jämföra med.</numerusform><numerusform>Inget efterfrågades de senaste {count} dagarna, så det finns inget att jämföra med.</numerusform></translation>
    </message>
    <message>
        <source>Nothing was asked or decided in this period. What agents ask and people decide is counted here.</source>
        <translation>Inget frågades eller beslutades under perioden. Det som agenter frågar om och personer beslutar räknas här.</translation>
    </message>
    <message>
        <source>Nothing was left behind.</source>
        <translation>Inget lämnades kvar.</translation>
    </message>
    <message>
        <source>Nothing would have gone otherwise: {number} of {all} ran alone.</source>
        <translation>Inget skulle ha gått annorlunda: {number} av {all} kördes utan en person.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Aviseringar</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>nov</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Nu</translation>
    </message>
    <message>
        <source>Observer</source>
        <translation>Observatör</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>okt</translation>
    </message>
    <message>
        <source>Of its actions, at least</source>
        <translation>Av dess åtgärder, minst</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Av</translation>
    </message>
    <message>
        <source>Off.</source>
        <translation>Av.</translation>
    </message>
    <message>
        <source>Off: only keys with Ctrl or Alt act, so that nothing said to dictation is taken for one.</source>
        <translation>Av: bara tangenter med Ctrl eller Alt gör något, så att inget som sägs vid diktering tas för en tangent.</translation>
    </message>
    <message>
        <source>Older head</source>
        <translation>Äldre huvud</translation>
    </message>
    <message>
        <source>On</source>
        <translation>På</translation>
    </message>
    <message>
        <source>On the button that approves.</source>
        <translation>På knappen som godkänner.</translation>
    </message>
    <message>
        <source>On this desktop</source>
        <translation>På det här skrivbordet</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>På den här datorn</translation>
    </message>
    <message>
        <source>On: {note}.</source>
        <translation>På: {note}.</translation>
    </message>
    <message>
        <source>On; nothing has been sent yet.</source>
        <translation>På; inget har skickats än.</translation>
    </message>
    <message>
        <source>On; the last one arrived: {note}.</source>
        <translation>På; det senaste kom fram: {note}.</translation>
    </message>
    <message>
        <source>One action is not told yet.</source>
        <translation>En åtgärd är inte meddelad än.</translation>
    </message>
    <message>
        <source>One action or agent</source>
        <translation>En åtgärd eller agent</translation>
    </message>
    <message>
        <source>One action waits</source>
        <translation>En åtgärd väntar</translation>
    </message>
    <message>
        <source>One agent</source>
        <translation>En agent</translation>
    </message>
    <message>
        <source>One entry</source>
        <translation>En post</translation>
    </message>
    <message>
        <source>One figure that is told from its outcomes.</source>
        <translation>En siffra som framgår av dess utfall.</translation>
    </message>
    <message>
        <source>One name a line, exactly as the agent gives it</source>
        <translation>Ett namn per rad, exakt som agenten anger det</translation>
    </message>
    <message>
        <source>One name with a line break in it: {names}</source>
        <translation>Ett namn med en radbrytning i: {names}</translation>
    </message>
    <message>
        <source>One row lies in {path}.</source>
        <translation>En rad ligger i {path}.</translation>
    </message>
    <message>
        <source>One step back; never decides</source>
        <translation>Ett steg tillbaka; beslutar aldrig</translation>
    </message>
    <message>
        <source>Only at certain hours</source>
        <translation>Bara vissa tider</translation>
    </message>
    <message>
        <source>Only do this when you know why: a backup was restored, or a disk was lost.</source>
        <translation>Gör detta bara när du vet varför: en säkerhetskopia återlästes, eller en disk gick förlorad.</translation>
    </message>
    <message>
        <source>Only this action or agent</source>
        <translation>Bara den här åtgärden eller agenten</translation>
    </message>
    <message>
        <source>Only what waits for a decision can be put off.</source>
        <translation>Bara det som väntar på ett beslut kan skjutas upp.</translation>
    </message>
    <message>
        <source>Only when the agent claims a confidence of {number} % or more.</source>
        <translation>Bara när agenten uppger en säkerhet på {number} % eller mer.</translation>
    </message>
    <message>
        <source>Only when the agent claims to be sure, at least</source>
        <translation>Bara när agenten säger sig vara säker till minst</translation>
    </message>
    <message>
        <source>Only {agent}</source>
        <translation>Bara {agent}</translation>
    </message>
    <message>
        <source>Only {hours}.</source>
        <translation>Bara {hours}.</translation>
    </message>
    <message>
        <source>Only {name}</source>
        <translation>Bara {name}</translation>
    </message>
    <message>
        <source>Only {owner} can sign this.</source>
        <translation>Bara {owner} kan signera detta.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öppen</translation>
    </message>
    <message>
        <source>Open a bundle to read it</source>
        <translation>Öppna ett bevispaket för läsning</translation>
    </message>
    <message>
        <source>Open a bundle…</source>
        <translation>Öppna ett bevispaket…</translation>
    </message>
    <message>
        <source>Open a card</source>
        <translation>Öppna ett kort</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Öppna en fil…</translation>
    </message>
    <message>
        <source>Open a trace file</source>
        <translation>Öppna en spårfil</translation>
    </message>
    <message>
        <source>Open a trace file…</source>
        <translation>Öppna en spårfil…</translation>
    </message>
    <message>
        <source>Open another profile</source>
        <translation>Öppna en annan profil</translation>
    </message>
    <message>
        <source>Open counterseal:// links</source>
        <translation>Öppna counterseal://-länkar</translation>
    </message>
    <message>
        <source>Open in History: {title}</source>
        <translation>Öppna i historiken: {title}</translation>
    </message>
    <message>
        <source>Open the folder of a bundle</source>
        <translation>Öppna ett bevispakets mapp</translation>
    </message>
    <message>
        <source>Open the inbox</source>
        <translation>Öppna inkorgen</translation>
    </message>
    <message>
        <source>Open the inbox with it</source>
        <translation>Öppna inkorgen med den</translation>
    </message>
    <message>
        <source>Open the inbox with {name}</source>
        <translation>Öppna inkorgen med {name}</translation>
    </message>
    <message>
        <source>Open the profile of {name}</source>
        <translation>Öppna profilen för {name}</translation>
    </message>
    <message>
        <source>Open window</source>
        <translation>Öppna fönstret</translation>
    </message>
    <message>
        <source>Open with it</source>
        <translation>Öppna med den</translation>
    </message>
    <message>
        <source>Open. Marked as wrong by {person} {when}.</source>
        <translation>Öppen. Märkt som fel av {person} {when}.</translation>
    </message>
    <message>
        <source>OpenTelemetry spans</source>
        <translation>OpenTelemetry-spann</translation>
    </message>
    <message>
        <source>Opened file {name} — {figures}</source>
        <translation>Öppnad fil {name} — {figures}</translation>
    </message>
    <message>
        <source>Opens with it</source>
        <translation>Öppnas med den</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operatör</translation>
    </message>
    <message>
        <source>Ordered</source>
        <translation>Beordrat</translation>
    </message>
    <message>
        <source>Orders and keys</source>
        <translation>Order och nycklar</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Annat</translation>
    </message>
    <message>
        <source>Other tools</source>
        <translation>Andra verktyg</translation>
    </message>
    <message>
        <source>Other tools, apart by commas; a star ends a prefix</source>
        <translation>Andra verktyg, skilda åt med kommatecken; en stjärna avslutar ett prefix</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Utfall</translation>
    </message>
    <message>
        <source>Outcome settled</source>
        <translation>Utfall fastställt</translation>
    </message>
    <message>
        <source>Outcome unknown</source>
        <translation>Okänt utfall</translation>
    </message>
    <message>
        <source>Outcomes</source>
        <translation>Utfall</translation>
    </message>
    <message>
        <source>Outcomes reported back</source>
        <translation>Utfall som rapporterats</translation>
    </message>
    <message>
        <source>Outside</source>
        <translation>Utanför</translation>
    </message>
    <message>
        <source>Outside its limits</source>
        <translation>Utanför sina gränser</translation>
    </message>
    <message>
        <source>Outside its limits on {days}.</source>
        <translation>Utanför sina gränser {days}.</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Ägare</translation>
    </message>
    <message>
        <source>Owner whose agents to halt</source>
        <translation>Ägare vars agenter ska nödstoppas</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Page the detail</source>
        <translation>Bläddra i detaljerna</translation>
    </message>
    <message>
        <source>Passphrase…</source>
        <translation>Lösenfras…</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Lösenord</translation>
    </message>
    <message>
        <source>Password at the mail server</source>
        <translation>Lösenord hos e-postservern</translation>
    </message>
    <message>
        <source>Paste the card here</source>
        <translation>Klistra in kortet här</translation>
    </message>
    <message>
        <source>Paste the newcomer's card first, or open its file.</source>
        <translation>Klistra in den nya personens kort först, eller öppna dess fil.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Pause the selected agent</source>
        <translation>Pausa den valda agenten</translation>
    </message>
    <message>
        <source>Pause {agent}</source>
        <translation>Pausa {agent}</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausad</translation>
    </message>
    <message>
        <source>Paused again</source>
        <translation>Pausad igen</translation>
    </message>
    <message>
        <source>Paused by {person} {when}. Everything it asks for waits; nothing is voided.</source>
        <translation>Pausad av {person} {when}. Allt den ber om väntar; inget ogiltigförklaras.</translation>
    </message>
    <message>
        <source>Paused by {person}. Everything it asks for waits; nothing is voided.</source>
        <translation>Pausad av {person}. Allt den ber om väntar; inget ogiltigförklaras.</translation>
    </message>
    <message>
        <source>Pause…</source>
        <translation>Pausa…</translation>
    </message>
    <message>
        <source>Payments, Shop</source>
        <translation>Betalningar, Butik</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personer</translation>
    </message>
    <message>
        <source>People and keys</source>
        <translation>Personer och nycklar</translation>
    </message>
    <message>
        <source>People at {gateway}</source>
        <translation>Personer hos {gateway}</translation>
    </message>
    <message>
        <source>People who approve {risk}</source>
        <translation>Personer som godkänner {risk}</translation>
    </message>
    <message>
        <source>People's decisions</source>
        <translation>Personers beslut</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Policy on the edited action</source>
        <translation>Regelverket om den ändrade åtgärden</translation>
    </message>
    <message>
        <source>Port of the mail server</source>
        <translation>E-postserverns port</translation>
    </message>
    <message>
        <source>Post to a webhook</source>
        <translation>Skicka till en webhook</translation>
    </message>
    <message>
        <source>Precedent</source>
        <translation>Tidigare fall</translation>
    </message>
    <message>
        <source>Press a key…</source>
        <translation>Tryck på en tangent…</translation>
    </message>
    <message>
        <source>Press once more to sign {figure} approvals.</source>
        <translation>Tryck en gång till för att signera {figure} godkännanden.</translation>
    </message>
    <message>
        <source>Press to copy</source>
        <translation>Tryck för att kopiera</translation>
    </message>
    <message>
        <source>Press to see the rows</source>
        <translation>Tryck för att se raderna</translation>
    </message>
    <message>
        <source>Press to see the rows.</source>
        <translation>Tryck för att se raderna.</translation>
    </message>
    <message>
        <source>Previous found step (Shift+F3)</source>
        <translation>Föregående hittade steg (Shift+F3)</translation>
    </message>
    <message>
        <source>Previous in the list</source>
        <translation>Föregående i listan</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Föregående sida</translation>
    </message>
    <message>
        <source>Print what is shown</source>
        <translation>Skriv ut det som visas</translation>
    </message>
    <message>
        <source>Printed by Counterseal at {at}. This paper proves nothing; the ledger does.</source>
        <translation>Utskrivet av Counterseal {at}. Det här papperet bevisar inget; det gör liggaren.</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Skriv ut…</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Bevis</translation>
    </message>
    <message>
        <source>Proofs of the selected rows…</source>
        <translation>Bevis för de valda raderna…</translation>
    </message>
    <message>
        <source>Proposal</source>
        <translation>Förslag</translation>
    </message>
    <message>
        <source>Proposes this action: matched by the tool call id {id}.</source>
        <translation>Föreslår den här åtgärden: funnet genom verktygsanropets id {id}.</translation>
    </message>
    <message>
        <source>Proposes this action: matched by tool and arguments, the last of {n} steps with the same call.</source>
        <translation>Föreslår den här åtgärden: funnet genom verktyg och argument, det sista av {n} steg med samma anrop.</translation>
    </message>
    <message>
        <source>Proposes this action: matched by tool and arguments.</source>
        <translation>Föreslår den här åtgärden: funnet genom verktyg och argument.</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Ställ tillbaka</translation>
    </message>
    <message>
        <source>Put back {field}</source>
        <translation>Ställ tillbaka {field}</translation>
    </message>
    <message>
        <source>Put off until later</source>
        <translation>Skjut upp</translation>
    </message>
    <message>
        <source>Put off until {time}</source>
        <translation>Skjut upp till {time}</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>Tyst från</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Tysta timmar</translation>
    </message>
    <message>
        <source>Quiet hours are for this machine; notices to the outside go out at any time.</source>
        <translation>Tysta timmar gäller den här datorn; meddelanden utåt skickas när som helst.</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>Tyst till</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Avsluta</translation>
    </message>
    <message>
        <source>Quit: 1 agent waits</source>
        <translation>Avsluta: 1 agent väntar</translation>
    </message>
    <message numerus="yes">
        <source>Quit: {count} agents wait</source>
        <translation><numerusform>Avsluta: {count} agent väntar</numerusform><numerusform>Avsluta: {count} agenter väntar</numerusform></translation>
    </message>
    <message>
        <source>Quits</source>
        <translation>Avslutas</translation>
    </message>
    <message>
        <source>Raise to {level}</source>
        <translation>Höj till {level}</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Rådata</translation>
    </message>
    <message>
        <source>Raw action: the canonical JSON that is signed</source>
        <translation>Åtgärden i råform: den kanoniska JSON som signeras</translation>
    </message>
    <message>
        <source>Read first what changed since you read it.</source>
        <translation>Läs först vad som har ändrats sedan du läste den.</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>Läs den</translation>
    </message>
    <message>
        <source>Read the facts to the end first.</source>
        <translation>Läs fakta till slutet först.</translation>
    </message>
    <message>
        <source>Read the selected action</source>
        <translation>Läs den valda åtgärden</translation>
    </message>
    <message>
        <source>Read the trace to the end first.</source>
        <translation>Läs spåret till slutet först.</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>Endast läsning</translation>
    </message>
    <message>
        <source>Read-only actions run alone; a person approves every change.</source>
        <translation>Åtgärder med endast läsning körs utan en person; en person godkänner varje ändring.</translation>
    </message>
    <message>
        <source>Read-only and Low run alone inside the mandate. A person approves Moderate and above.</source>
        <translation>Endast läsning och Låg körs utan en person inom mandatet. En person godkänner Måttlig och högre.</translation>
    </message>
    <message>
        <source>Read-only and Low run alone; a person approves Moderate and above.</source>
        <translation>Endast läsning och Låg körs utan en person; en person godkänner Måttlig och högre.</translation>
    </message>
    <message>
        <source>Read-only runs alone inside the mandate. A person approves every change.</source>
        <translation>Endast läsning körs utan en person inom mandatet. En person godkänner varje ändring.</translation>
    </message>
    <message>
        <source>Read-only. {why}</source>
        <translation>Endast läsning. {why}</translation>
    </message>
    <message>
        <source>Read-only: this history is not the one that others hold a head of. Nothing can be signed until an owner accepts this history or it is restored.</source>
        <translation>Endast läsning: den här historiken är inte den som andra har ett huvud av. Inget kan signeras förrän en ägare accepterar den här historiken eller den återställs.</translation>
    </message>
    <message>
        <source>Read-only: this history is not the one that others hold a head of. Nothing can be signed.</source>
        <translation>Endast läsning: den här historiken är inte den som andra har ett huvud av. Inget kan signeras.</translation>
    </message>
    <message>
        <source>Read-only: this history is not what others hold a head of. Nothing can be signed.</source>
        <translation>Endast läsning: den här historiken är inte den som andra har ett huvud av. Inget kan signeras.</translation>
    </message>
    <message>
        <source>Read-only: this history is shorter than one that others hold a head of. Nothing can be signed until an owner accepts this history or it is restored.</source>
        <translation>Endast läsning: den här historiken är kortare än en som andra har ett huvud av. Inget kan signeras förrän en ägare accepterar den här historiken eller den återställs.</translation>
    </message>
    <message>
        <source>Read-only: this history is shorter than one that others hold a head of. Nothing can be signed.</source>
        <translation>Endast läsning: den här historiken är kortare än en som andra har ett huvud av. Inget kan signeras.</translation>
    </message>
    <message>
        <source>Readiness</source>
        <translation>Beredskap</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Läsa</translation>
    </message>
    <message>
        <source>Reading them…</source>
        <translation>Läser dem…</translation>
    </message>
    <message>
        <source>Reads and changes nothing.</source>
        <translation>Läser och ändrar inget.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Skäl</translation>
    </message>
    <message>
        <source>Reason (optional)</source>
        <translation>Skäl (valfritt)</translation>
    </message>
    <message>
        <source>Reason (optional), the same for all</source>
        <translation>Skäl (valfritt), samma för alla</translation>
    </message>
    <message>
        <source>Reason (required to approve at {risk})</source>
        <translation>Skäl (krävs för att godkänna vid {risk})</translation>
    </message>
    <message>
        <source>Reason, optional</source>
        <translation>Skäl, valfritt</translation>
    </message>
    <message>
        <source>Reason, the same for all</source>
        <translation>Skäl, samma för alla</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>Skäl: {reason}</translation>
    </message>
    <message>
        <source>Reasoning trace</source>
        <translation>Resonemangsspår</translation>
    </message>
    <message>
        <source>Reasoning trace — the agent sent none</source>
        <translation>Resonemangsspår — agenten skickade inget</translation>
    </message>
    <message>
        <source>Reasoning trace — {figures}</source>
        <translation>Resonemangsspår — {figures}</translation>
    </message>
    <message>
        <source>Received from its exporter — {figures}</source>
        <translation>Mottaget från dess exportör — {figures}</translation>
    </message>
    <message>
        <source>Recipients, with commas between them</source>
        <translation>Mottagare, med kommatecken emellan</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Återställ</translation>
    </message>
    <message>
        <source>Recover with your sheet</source>
        <translation>Återställ med ditt blad</translation>
    </message>
    <message>
        <source>Recovered: your new key is in force: signed, entry {entry}.</source>
        <translation>Återställd: din nya nyckel gäller: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>Recovery</source>
        <translation>Återställning</translation>
    </message>
    <message>
        <source>Recovery sheet…</source>
        <translation>Återställningsblad…</translation>
    </message>
    <message>
        <source>Recover…</source>
        <translation>Återställ…</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Minska rörelser</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Minskat</translation>
    </message>
    <message>
        <source>Reduced: nothing fades or slides, and the cursor does not blink.</source>
        <translation>Minskat: inget tonas eller glider, och markören blinkar inte.</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Återbetala</translation>
    </message>
    <message>
        <source>Refund {amount_minor} for order {order}</source>
        <translation>Återbetala {amount_minor} för order {order}</translation>
    </message>
    <message>
        <source>Refunds agent</source>
        <translation>Återbetalningsagent</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Nekad</translation>
    </message>
    <message>
        <source>Refused by policy</source>
        <translation>Nekad av regelverket</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registrera</translation>
    </message>
    <message>
        <source>Register an agent</source>
        <translation>Registrera en agent</translation>
    </message>
    <message>
        <source>Register an agent…</source>
        <translation>Registrera en agent…</translation>
    </message>
    <message>
        <source>Register it</source>
        <translation>Registrera den</translation>
    </message>
    <message>
        <source>Register one: it gets a token, and whatever it wants to do waits here for you. It starts at L1 Operator, where nothing runs alone. On the command line: counterseal agents register ID --name NAME</source>
        <translation>Registrera en: den får en token, och allt den vill göra väntar här på dig. Den börjar på L1 Operatör, där inget körs utan en person. På kommandoraden: counterseal agents register ID --name NAME</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Avslå</translation>
    </message>
    <message>
        <source>Reject {figure}</source>
        <translation>Avslå {figure}</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Avslagen</translation>
    </message>
    <message>
        <source>Rejected by itself after</source>
        <translation>Avslås av sig självt efter</translation>
    </message>
    <message>
        <source>Rejected by {name}, {when}</source>
        <translation>Avslagen av {name}, {when}</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Frisläppt</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Ta bort</translation>
    </message>
    <message>
        <source>Remove it.</source>
        <translation>Ta bort den.</translation>
    </message>
    <message>
        <source>Remove row {number} of {list}</source>
        <translation>Ta bort rad {number} av {list}</translation>
    </message>
    <message>
        <source>Remove this row</source>
        <translation>Ta bort den här raden</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Ta bort {name}</translation>
    </message>
    <message>
        <source>Remove {name}?</source>
        <translation>Ta bort {name}?</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Ta bort…</translation>
    </message>
    <message>
        <source>Replica</source>
        <translation>Replika</translation>
    </message>
    <message>
        <source>Replicated logs</source>
        <translation>Replikerade loggar</translation>
    </message>
    <message>
        <source>Report for people as PDF…</source>
        <translation>Rapport för människor som PDF…</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Återställd</translation>
    </message>
    <message>
        <source>Reset after a halt</source>
        <translation>Återställning efter ett nödstopp</translation>
    </message>
    <message>
        <source>Reset the agent</source>
        <translation>Återställ agenten</translation>
    </message>
    <message>
        <source>Reset the selected agent</source>
        <translation>Återställ den valda agenten</translation>
    </message>
    <message>
        <source>Reset {agent}</source>
        <translation>Återställ {agent}</translation>
    </message>
    <message>
        <source>Reset…</source>
        <translation>Återställ…</translation>
    </message>
    <message>
        <source>Resolved within 10 minutes</source>
        <translation>Löst inom 10 minuter</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>Återläs en säkerhetskopia</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Återläst</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Återuppta</translation>
    </message>
    <message>
        <source>Resume the selected agent</source>
        <translation>Återuppta den valda agenten</translation>
    </message>
    <message>
        <source>Resume {agent}</source>
        <translation>Återuppta {agent}</translation>
    </message>
    <message>
        <source>Resumed</source>
        <translation>Återupptagen</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>Återuppta…</translation>
    </message>
    <message>
        <source>Retention cut</source>
        <translation>Gallring</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>Hämtning</translation>
    </message>
    <message>
        <source>Reversible and internal.</source>
        <translation>Går att ångra och stannar internt.</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>Granskare</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Återkalla</translation>
    </message>
    <message>
        <source>Revoke this key…</source>
        <translation>Återkalla den här nyckeln…</translation>
    </message>
    <message>
        <source>Revoke {what}</source>
        <translation>Återkalla {what}</translation>
    </message>
    <message>
        <source>Revoked: signed, entry {entry}.</source>
        <translation>Återkallad: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>Återkalla…</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risk</translation>
    </message>
    <message>
        <source>Risk of the bounded case</source>
        <translation>Risk i det begränsade fallet</translation>
    </message>
    <message>
        <source>Risk {name}</source>
        <translation>Risk {name}</translation>
    </message>
    <message>
        <source>Risk, agent, verb and deadline leave this machine, and nothing else. Nothing can be decided there.</source>
        <translation>Risk, agent, verb och tidsgräns lämnar den här datorn, och inget annat. Inget kan beslutas där.</translation>
    </message>
    <message>
        <source>Risk, facts and limits come from these descriptions. A tool that is not described counts as Critical.</source>
        <translation>Risk, fakta och gränser kommer från de här beskrivningarna. Ett verktyg som inte är beskrivet räknas som Kritiskt.</translation>
    </message>
    <message>
        <source>Risk: {before}, now {after}.</source>
        <translation>Risk: {before}, nu {after}.</translation>
    </message>
    <message>
        <source>Risk: {risk}</source>
        <translation>Risk: {risk}</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Roller</translation>
    </message>
    <message>
        <source>Roster changed</source>
        <translation>Personförteckning ändrad</translation>
    </message>
    <message>
        <source>Rows of a figure</source>
        <translation>Rader bakom en siffra</translation>
    </message>
    <message>
        <source>Runbook</source>
        <translation>Handlingsplan</translation>
    </message>
    <message>
        <source>Runbook: {text}</source>
        <translation>Handlingsplan: {text}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Körs</translation>
    </message>
    <message>
        <source>STARTTLS</source>
        <translation>STARTTLS</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>lör</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>lördag</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Spara</translation>
    </message>
    <message>
        <source>Save as text…</source>
        <translation>Spara som text…</translation>
    </message>
    <message>
        <source>Save card…</source>
        <translation>Spara kortet…</translation>
    </message>
    <message>
        <source>Save or forget searches…</source>
        <translation>Spara eller glöm sökningar…</translation>
    </message>
    <message>
        <source>Save your card</source>
        <translation>Spara ditt kort</translation>
    </message>
    <message>
        <source>Save your recovery sheet</source>
        <translation>Spara ditt återställningsblad</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Sparat som {path}</translation>
    </message>
    <message>
        <source>Saved as {path}. Move it off this machine, then delete it here.</source>
        <translation>Sparat som {path}. Flytta det från den här datorn, och ta sedan bort det här.</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Sparade sökningar</translation>
    </message>
    <message>
        <source>Saved views</source>
        <translation>Sparade vyer</translation>
    </message>
    <message>
        <source>Saved views…</source>
        <translation>Sparade vyer…</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Sparat.</translation>
    </message>
    <message>
        <source>Say how success is told.</source>
        <translation>Säg hur framgång mäts.</translation>
    </message>
    <message>
        <source>Say what a person does when it goes wrong.</source>
        <translation>Säg vad en person gör när det går fel.</translation>
    </message>
    <message>
        <source>Say what became of it…</source>
        <translation>Säg vad det blev av den…</translation>
    </message>
    <message>
        <source>Say what it does, from where to where.</source>
        <translation>Säg vad den gör, från var till var.</translation>
    </message>
    <message>
        <source>Say what it must never do.</source>
        <translation>Säg vad den aldrig får göra.</translation>
    </message>
    <message>
        <source>Search actions, agents and people</source>
        <translation>Sök åtgärder, agenter och personer</translation>
    </message>
    <message>
        <source>Search actions, agents, people</source>
        <translation>Sök åtgärder, agenter, personer</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>Sök överallt</translation>
    </message>
    <message>
        <source>Search on</source>
        <translation>Sök vidare</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Sök i historiken</translation>
    </message>
    <message>
        <source>Search the history  /</source>
        <translation>Sök i historiken  /</translation>
    </message>
    <message>
        <source>Search the history for “{text}”</source>
        <translation>Sök i historiken efter ”{text}”</translation>
    </message>
    <message>
        <source>Search the trace</source>
        <translation>Sök i spåret</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Söker…</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Hemlighet</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Säkerhet</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Markera allt</translation>
    </message>
    <message>
        <source>Select an action</source>
        <translation>Välj en åtgärd</translation>
    </message>
    <message>
        <source>Select an action in the inbox first.</source>
        <translation>Välj en åtgärd i inkorgen först.</translation>
    </message>
    <message>
        <source>Select an action in the inbox, or go to the history, to print it.</source>
        <translation>Välj en åtgärd i inkorgen, eller gå till historiken, för att skriva ut.</translation>
    </message>
    <message>
        <source>Select an agent first.</source>
        <translation>Välj en agent först.</translation>
    </message>
    <message>
        <source>Selected rows as {ending}…</source>
        <translation>Valda rader som {ending}…</translation>
    </message>
    <message>
        <source>Send a test</source>
        <translation>Skicka ett test</translation>
    </message>
    <message>
        <source>Send mail</source>
        <translation>Skicka e-post</translation>
    </message>
    <message>
        <source>Send the answer</source>
        <translation>Skicka svaret</translation>
    </message>
    <message>
        <source>Sender's address</source>
        <translation>Avsändarens adress</translation>
    </message>
    <message>
        <source>Sending a test…</source>
        <translation>Skickar ett test…</translation>
    </message>
    <message>
        <source>Sent to a person</source>
        <translation>Skickat till en person</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>Skickat till skrivaren.</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>sep</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Session</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Inställningar</translation>
    </message>
    <message>
        <source>Settings: Appearance</source>
        <translation>Inställningar: Utseende</translation>
    </message>
    <message>
        <source>Settings: Doctor, what this stands on</source>
        <translation>Inställningar: Diagnos, vad detta vilar på</translation>
    </message>
    <message>
        <source>Settings: Keys, change shortcuts</source>
        <translation>Inställningar: Tangenter, ändra kortkommandon</translation>
    </message>
    <message>
        <source>Settings: Notifications</source>
        <translation>Inställningar: Aviseringar</translation>
    </message>
    <message>
        <source>Settings: People and keys</source>
        <translation>Inställningar: Personer och nycklar</translation>
    </message>
    <message>
        <source>Settings: Sources</source>
        <translation>Inställningar: Källor</translation>
    </message>
    <message>
        <source>Settings: Storage</source>
        <translation>Inställningar: Lagring</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Fastställt</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Andel</translation>
    </message>
    <message>
        <source>Share of decisions</source>
        <translation>Andel av besluten</translation>
    </message>
    <message>
        <source>Short and for ever: a-z, 0-9, dot, dash and underscore.</source>
        <translation>Kort och för alltid: a-z, 0-9, punkt, bindestreck och understreck.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>Show Counterseal</source>
        <translation>Visa Counterseal</translation>
    </message>
    <message>
        <source>Show a test</source>
        <translation>Visa ett test</translation>
    </message>
    <message>
        <source>Show agents</source>
        <translation>Visa agenter</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Visa alla</translation>
    </message>
    <message>
        <source>Show as plot</source>
        <translation>Visa som diagram</translation>
    </message>
    <message>
        <source>Show as plot: {title}</source>
        <translation>Visa som diagram: {title}</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Visa som tabell</translation>
    </message>
    <message>
        <source>Show as table: {title}</source>
        <translation>Visa som tabell: {title}</translation>
    </message>
    <message>
        <source>Show both heads</source>
        <translation>Visa båda huvudena</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Visa allt</translation>
    </message>
    <message>
        <source>Show in history</source>
        <translation>Visa i historiken</translation>
    </message>
    <message>
        <source>Show it as it is now</source>
        <translation>Visa den som den är nu</translation>
    </message>
    <message>
        <source>Show it larger</source>
        <translation>Visa den större</translation>
    </message>
    <message>
        <source>Show it smaller</source>
        <translation>Visa den mindre</translation>
    </message>
    <message>
        <source>Show its records</source>
        <translation>Visa dess poster</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Visa mindre</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Visa fler</translation>
    </message>
    <message>
        <source>Show my card…</source>
        <translation>Visa mitt kort…</translation>
    </message>
    <message>
        <source>Show notifications</source>
        <translation>Visa aviseringar</translation>
    </message>
    <message>
        <source>Show one new action</source>
        <translation>Visa en ny åtgärd</translation>
    </message>
    <message>
        <source>Show raw</source>
        <translation>Visa rådata</translation>
    </message>
    <message>
        <source>Show rows</source>
        <translation>Visa rader</translation>
    </message>
    <message>
        <source>Show rows: {name}</source>
        <translation>Visa rader: {name}</translation>
    </message>
    <message>
        <source>Show rows: {words}</source>
        <translation>Visa rader: {words}</translation>
    </message>
    <message>
        <source>Show the incident about {title}</source>
        <translation>Visa incidenten om {title}</translation>
    </message>
    <message>
        <source>Show the most alike</source>
        <translation>Visa det mest lika</translation>
    </message>
    <message>
        <source>Show the raw action</source>
        <translation>Visa åtgärden i råform</translation>
    </message>
    <message numerus="yes">
        <source>Show the {count} most alike</source>
        <translation><numerusform>Visa det {count} mest lika</numerusform><numerusform>Visa de {count} mest lika</numerusform></translation>
    </message>
    <message>
        <source>Show what made up for it</source>
        <translation>Visa det som gottgjorde det</translation>
    </message>
    <message>
        <source>Show your own card</source>
        <translation>Visa ditt eget kort</translation>
    </message>
    <message numerus="yes">
        <source>Show {count} new actions</source>
        <translation><numerusform>Visa {count} ny åtgärd</numerusform><numerusform>Visa {count} nya åtgärder</numerusform></translation>
    </message>
    <message>
        <source>Show {n} more of {left}</source>
        <translation>Visa {n} till av {left}</translation>
    </message>
    <message>
        <source>Shown by the tray icon.</source>
        <translation>Visas av ikonen i aktivitetsfältet.</translation>
    </message>
    <message>
        <source>Shown by your desktop.</source>
        <translation>Visad av ditt skrivbord.</translation>
    </message>
    <message>
        <source>Shown this once and stored nowhere. Print it or write it down, and keep it off this machine: whoever holds it can make a new key in your name.</source>
        <translation>Visas bara denna gång och sparas ingenstans. Skriv ut det eller skriv av det, och förvara det inte på den här datorn: den som har det kan skapa en ny nyckel i ditt namn.</translation>
    </message>
    <message>
        <source>Shown: {what}. Press to show any.</source>
        <translation>Visas: {what}. Tryck för att visa allt.</translation>
    </message>
    <message>
        <source>Shows a file of yours beside the trace that was sent</source>
        <translation>Visar en av dina filer bredvid spåret som skickades</translation>
    </message>
    <message>
        <source>Shows everybody who holds a head of this ledger</source>
        <translation>Visar alla som har ett huvud av den här liggaren</translation>
    </message>
    <message>
        <source>Show…</source>
        <translation>Visa…</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>Signera</translation>
    </message>
    <message>
        <source>Sign a change…</source>
        <translation>Signera en ändring…</translation>
    </message>
    <message>
        <source>Sign as second person</source>
        <translation>Signera som andra person</translation>
    </message>
    <message>
        <source>Sign as second person…</source>
        <translation>Signera som andra person…</translation>
    </message>
    <message>
        <source>Sign it</source>
        <translation>Signera det</translation>
    </message>
    <message>
        <source>Sign one…</source>
        <translation>Signera ett…</translation>
    </message>
    <message>
        <source>Sign the charter</source>
        <translation>Signera uppdragsbeskrivningen</translation>
    </message>
    <message>
        <source>Sign the description</source>
        <translation>Signera beskrivningen</translation>
    </message>
    <message>
        <source>Sign the edit, send the answer</source>
        <translation>Signera ändringen, skicka svaret</translation>
    </message>
    <message>
        <source>Sign the edit…</source>
        <translation>Signera ändringen…</translation>
    </message>
    <message>
        <source>Sign the level…</source>
        <translation>Signera nivån…</translation>
    </message>
    <message>
        <source>Sign this level</source>
        <translation>Signera den här nivån</translation>
    </message>
    <message>
        <source>Sign this mandate</source>
        <translation>Signera det här mandatet</translation>
    </message>
    <message>
        <source>Signatures from that entry on stay in the ledger and are shown as doubtful; approvals among them that were not used yet give no permit any more.</source>
        <translation>Signaturer från och med den posten finns kvar i liggaren och visas som tveksamma; godkännanden bland dem som inte har använts ger inte längre något tillstånd.</translation>
    </message>
    <message>
        <source>Signed and in force, entry {entry}.</source>
        <translation>Signerat och gällande, post {entry}.</translation>
    </message>
    <message>
        <source>Signed and in force, entry {entry}. {note}</source>
        <translation>Signerat och gällande, post {entry}. {note}</translation>
    </message>
    <message>
        <source>Signed and stored, entry {entry}. {note}</source>
        <translation>Signerat och sparat, post {entry}. {note}</translation>
    </message>
    <message>
        <source>Signed as entry {seq}. This cannot be undone.</source>
        <translation>Signerat som post {seq}. Detta kan inte ångras.</translation>
    </message>
    <message>
        <source>Signed by {person} {when}; waits until {day}.</source>
        <translation>Signerat av {person} {when}; väntar till {day}.</translation>
    </message>
    <message>
        <source>Signed for {log}</source>
        <translation>Signerad för {log}</translation>
    </message>
    <message>
        <source>Signed, entry {entry}. It waits for a second person for 7 days; until then nothing changes.</source>
        <translation>Signerat, post {entry}. Det väntar i 7 dagar på en andra person; till dess ändras inget.</translation>
    </message>
    <message>
        <source>Signing secret (optional)</source>
        <translation>Signeringshemlighet (valfri)</translation>
    </message>
    <message>
        <source>Signing secret of the webhook</source>
        <translation>Webhookens signeringshemlighet</translation>
    </message>
    <message>
        <source>Signing the order…</source>
        <translation>Signerar ordern…</translation>
    </message>
    <message>
        <source>Signing…</source>
        <translation>Signerar…</translation>
    </message>
    <message>
        <source>Silence is a stop.</source>
        <translation>Tystnad är ett stopp.</translation>
    </message>
    <message>
        <source>Single letters</source>
        <translation>Enstaka bokstäver</translation>
    </message>
    <message>
        <source>Single letters act</source>
        <translation>Enstaka bokstäver gör något</translation>
    </message>
    <message>
        <source>Single letters are switched off; keys with Ctrl act.</source>
        <translation>Enstaka bokstäver är avstängda; tangenter med Ctrl fungerar.</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Mindre text</translation>
    </message>
    <message>
        <source>Snoozed</source>
        <translation>Uppskjutna</translation>
    </message>
    <message>
        <source>Some bytes of it are still in the database's files, because another program reads them now. They go when you ask again later, or when the profile is opened next.</source>
        <translation>En del av dess byte finns kvar i databasens filer, eftersom ett annat program läser dem nu. De försvinner när du frågar igen senare, eller när profilen öppnas nästa gång.</translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation>Någon</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>Någon annan</translation>
    </message>
    <message>
        <source>Somebody else is looking at this</source>
        <translation>Någon annan tittar på den här</translation>
    </message>
    <message>
        <source>Something failed inside Counterseal itself</source>
        <translation>Något gick fel inne i Counterseal</translation>
    </message>
    <message>
        <source>Something failed inside Counterseal that should not have. Nothing was decided by it. The exact text, for a report:</source>
        <translation>Något gick fel inne i Counterseal som inte borde ha gjort det. Inget beslutades av det. Den exakta texten, för en rapport:</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Källa</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Källor</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Inaktuell</translation>
    </message>
    <message>
        <source>Start with the session</source>
        <translation>Starta med sessionen</translation>
    </message>
    <message>
        <source>Starting with the session is written to {path}; links belong to the installed application.</source>
        <translation>Starten med sessionen skrivs till {path}; länkar hör till det installerade programmet.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startar…</translation>
    </message>
    <message>
        <source>Starts with the program.</source>
        <translation>Startar med programmet.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Läge</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Stanna kvar</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Blir kvar</translation>
    </message>
    <message>
        <source>Stays in the tray</source>
        <translation>Stannar i aktivitetsfältet</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>Stabilt</translation>
    </message>
    <message numerus="yes">
        <source>Step {number} of {count}</source>
        <translation><numerusform>Steg {number} av {count}</numerusform><numerusform>Steg {number} av {count}</numerusform></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Steg</translation>
    </message>
    <message>
        <source>Still searching: nothing found so far</source>
        <translation>Söker fortfarande: inget hittat hittills</translation>
    </message>
    <message>
        <source>Still searching: {shown} found so far, the oldest of {time}</source>
        <translation>Söker fortfarande: {shown} hittade hittills, den äldsta från {time}</translation>
    </message>
    <message>
        <source>Still {risk}</source>
        <translation>Fortfarande {risk}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppa</translation>
    </message>
    <message>
        <source>Stop searching</source>
        <translation>Sluta söka</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Stoppad</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Stoppar</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Lagring</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Structure and content</source>
        <translation>Struktur och innehåll</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Framgång</translation>
    </message>
    <message>
        <source>Success, in numbers</source>
        <translation>Framgång i siffror</translation>
    </message>
    <message>
        <source>Such as 2026-11-21</source>
        <translation>Till exempel 2026-11-21</translation>
    </message>
    <message>
        <source>Sum of {what}</source>
        <translation>Summan av {what}</translation>
    </message>
    <message>
        <source>Sums and counts, so that many small calls do not walk past a limit.</source>
        <translation>Summor och antal, så att många små anrop inte tar sig förbi en gräns.</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>sön</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>söndag</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>Ersatt</translation>
    </message>
    <message>
        <source>Supervised processes are ended at once</source>
        <translation>Övervakade processer avslutas genast</translation>
    </message>
    <message numerus="yes">
        <source>Supervised processes have {count} seconds to finish, then they are ended</source>
        <translation><numerusform>Övervakade processer får {count} sekund på sig, sedan avslutas de</numerusform><numerusform>Övervakade processer får {count} sekunder på sig, sedan avslutas de</numerusform></translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Avstängd</translation>
    </message>
    <message>
        <source>System keyring</source>
        <translation>Systemets nyckelring</translation>
    </message>
    <message>
        <source>Systems it touches</source>
        <translation>System den rör</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Table {title}, {rows} rows</source>
        <translation>Tabell {title}, {rows} rader</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Ta tillbaka</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Ta tillbaka det</translation>
    </message>
    <message>
        <source>Take the mandate back: from now on everything waits for a person</source>
        <translation>Ta tillbaka mandatet: från och med nu väntar allt på en person</translation>
    </message>
    <message>
        <source>Take this description back: the tool counts as Critical from now on</source>
        <translation>Ta tillbaka beskrivningen: verktyget räknas som Kritiskt från och med nu</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Återtagen</translation>
    </message>
    <message>
        <source>Taken back: what you signed before does not run.</source>
        <translation>Återtaget: det du signerade förut körs inte.</translation>
    </message>
    <message>
        <source>Takes effect at once and stays: approvals that were not used become void, and nothing starts again by itself. {reset}</source>
        <translation>Verkar genast och består: godkännanden som inte har använts blir ogiltiga, och inget startar igen av sig självt. {reset}</translation>
    </message>
    <message>
        <source>Takes effect at once: from the next entry on nothing can be signed with it. What was signed before stays valid, unless you say below that somebody else may have had the key.</source>
        <translation>Börjar gälla genast: från och med nästa post kan inget signeras med den. Det som signerats tidigare förblir giltigt, om du inte nedan säger att någon annan kan ha haft nyckeln.</translation>
    </message>
    <message>
        <source>Taking back</source>
        <translation>Ta tillbaka</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Mål</translation>
    </message>
    <message>
        <source>Tasks to watch</source>
        <translation>Uppgifter att bevaka</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testa</translation>
    </message>
    <message>
        <source>Test {name}</source>
        <translation>Testa {name}</translation>
    </message>
    <message>
        <source>Text at 100 %</source>
        <translation>Text i 100 %</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textstorlek</translation>
    </message>
    <message>
        <source>That action does not wait for a decision here. This is what the history has of it.</source>
        <translation>Den åtgärden väntar inte på ett beslut här. Det här är vad historiken har om den.</translation>
    </message>
    <message>
        <source>That is not this version's message</source>
        <translation>Det är inte den här versionens meddelande</translation>
    </message>
    <message>
        <source>That is short, and short ones are guessed. Use four words or more, or press again to keep it.</source>
        <translation>Den är kort, och korta går att gissa. Använd fyra ord eller fler, eller tryck igen för att behålla den.</translation>
    </message>
    <message>
        <source>The action that made up for it</source>
        <translation>Åtgärden som gottgjorde det</translation>
    </message>
    <message>
        <source>The agent as a whole</source>
        <translation>Agenten som helhet</translation>
    </message>
    <message>
        <source>The agent comes back paused: it may ask again, and everything waits until its owner resumes it. Your name and reason go into the signed record.</source>
        <translation>Agenten kommer tillbaka pausad: den får fråga igen, och allt väntar tills dess ägare återupptar den. Ditt namn och skäl skrivs in i den signerade posten.</translation>
    </message>
    <message>
        <source>The agent gives no explanation.</source>
        <translation>Agenten ger ingen förklaring.</translation>
    </message>
    <message>
        <source>The agent is reset and paused: what it asks for waits until its owner resumes it.</source>
        <translation>Agenten är återställd och pausad: det den ber om väntar tills dess ägare återupptar den.</translation>
    </message>
    <message>
        <source>The agent its actions belong to</source>
        <translation>Agenten som dess åtgärder tillhör</translation>
    </message>
    <message>
        <source>The agent's program sent these steps by OpenTelemetry. They are no part of what is signed.</source>
        <translation>Agentens program skickade de här stegen med OpenTelemetry. De är ingen del av det som signeras.</translation>
    </message>
    <message>
        <source>The agent's value</source>
        <translation>Agentens värde</translation>
    </message>
    <message>
        <source>The agents cannot be read</source>
        <translation>Agenterna kan inte läsas</translation>
    </message>
    <message>
        <source>The bundle lies in {path}. Its verify.py checks it without us.</source>
        <translation>Bevispaketet ligger i {path}. Dess verify.py kontrollerar det utan oss.</translation>
    </message>
    <message>
        <source>The card could not be written: {why}</source>
        <translation>Kortet kunde inte skrivas: {why}</translation>
    </message>
    <message>
        <source>The charter {digest} proves it.</source>
        <translation>Uppdragsbeskrivningen {digest} bevisar det.</translation>
    </message>
    <message>
        <source>The charter {digest} proves it; the ledger is verified to entry {entry}.</source>
        <translation>Uppdragsbeskrivningen {digest} bevisar det; liggaren är verifierad till post {entry}.</translation>
    </message>
    <message>
        <source>The code from the newcomer's screen</source>
        <translation>Koden från den nya personens skärm</translation>
    </message>
    <message>
        <source>The code on your recovery sheet</source>
        <translation>Koden på ditt återställningsblad</translation>
    </message>
    <message>
        <source>The code on your sheet, with or without its spaces</source>
        <translation>Koden på ditt blad, med eller utan mellanslag</translation>
    </message>
    <message>
        <source>The connection works.</source>
        <translation>Anslutningen fungerar.</translation>
    </message>
    <message>
        <source>The demo is getting ready</source>
        <translation>Demon görs i ordning</translation>
    </message>
    <message>
        <source>The events lie in {path}, one JSON object a line.</source>
        <translation>Händelserna ligger i {path}, ett JSON-objekt per rad.</translation>
    </message>
    <message>
        <source>The exact text of the defect</source>
        <translation>Felets exakta text</translation>
    </message>
    <message>
        <source>The figures and the one row behind them lie in {path}.</source>
        <translation>Siffrorna och den enda raden bakom dem ligger i {path}.</translation>
    </message>
    <message>
        <source>The figures and the {rows} rows behind them lie in {path}.</source>
        <translation>Siffrorna och de {rows} raderna bakom dem ligger i {path}.</translation>
    </message>
    <message>
        <source>The figures cannot be counted: {why}</source>
        <translation>Siffrorna kan inte räknas: {why}</translation>
    </message>
    <message>
        <source>The figures cannot be counted: {why} These are from before.</source>
        <translation>Siffrorna kan inte räknas: {why} Dessa är från tidigare.</translation>
    </message>
    <message>
        <source>The file cannot be read: {why}</source>
        <translation>Filen kan inte läsas: {why}</translation>
    </message>
    <message>
        <source>The first day comes after the last one.</source>
        <translation>Den första dagen kommer efter den sista.</translation>
    </message>
    <message>
        <source>The first entry whose signature is doubtful</source>
        <translation>Den första post vars signatur är tveksam</translation>
    </message>
    <message>
        <source>The folder for sockets belongs to somebody else</source>
        <translation>Mappen för socketar tillhör någon annan</translation>
    </message>
    <message>
        <source>The gateway that lets its actions through or holds them.</source>
        <translation>Den gateway som släpper igenom eller håller kvar dess åtgärder.</translation>
    </message>
    <message>
        <source>The head held elsewhere</source>
        <translation>Huvudet som finns på annat håll</translation>
    </message>
    <message>
        <source>The head here</source>
        <translation>Huvudet här</translation>
    </message>
    <message>
        <source>The history cannot be read: {why}</source>
        <translation>Historiken kan inte läsas: {why}</translation>
    </message>
    <message>
        <source>The hours begin and end at the same time.</source>
        <translation>Tiden börjar och slutar samtidigt.</translation>
    </message>
    <message>
        <source>The id is made of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit.</source>
        <translation>Id:t består av a-z, 0-9, punkt, bindestreck och understreck, och börjar med en bokstav eller siffra.</translation>
    </message>
    <message>
        <source>The incident goes into the ledger and {name} falls one level by itself, down to L1 at most; only its owner raises it again. Nothing is undone by this: follow the runbook, then note here which action made up for it.</source>
        <translation>Incidenten skrivs in i liggaren och {name} faller en nivå av sig själv, till L1 som högst; bara dess ägare höjer den igen. Inget ångras av detta: följ handlingsplanen, och anteckna sedan här vilken åtgärd som gottgjorde det.</translation>
    </message>
    <message>
        <source>The key was in good hands until now</source>
        <translation>Nyckeln har varit i goda händer hittills</translation>
    </message>
    <message>
        <source>The kill switch was tried</source>
        <translation>Nödstoppet är provat</translation>
    </message>
    <message>
        <source>The last 30 days, had this been signed</source>
        <translation>De senaste 30 dagarna, om detta hade varit signerat</translation>
    </message>
    <message>
        <source>The last one left may finish it alone from {when} on.</source>
        <translation>Den sista som är kvar kan slutföra det ensam från och med {when}.</translation>
    </message>
    <message numerus="yes">
        <source>The last {count} days, had this been signed</source>
        <translation><numerusform>Den senaste dagen, om detta hade varit signerat</numerusform><numerusform>De senaste {count} dagarna, om detta hade varit signerat</numerusform></translation>
    </message>
    <message>
        <source>The list goes on from the end of that day towards earlier ones. Nothing is filtered.</source>
        <translation>Listan fortsätter från slutet av den dagen och bakåt i tiden. Inget filtreras bort.</translation>
    </message>
    <message>
        <source>The lock screen of macOS cannot be heard here; only the minutes above count.</source>
        <translation>Låsskärmen i macOS kan inte höras här; bara minuterna ovan räknas.</translation>
    </message>
    <message>
        <source>The lower bound is above the upper one.</source>
        <translation>Den undre gränsen ligger över den övre.</translation>
    </message>
    <message>
        <source>The machine went to sleep, so your key is locked too</source>
        <translation>Datorn gick i vila, så din nyckel är också låst</translation>
    </message>
    <message>
        <source>The newcomer's card</source>
        <translation>Den nya personens kort</translation>
    </message>
    <message>
        <source>The next entry says that you accepted it, with your reason and both heads. Gateways that saw more are told, and keep what they saw.</source>
        <translation>Nästa post säger att du accepterade det, med ditt skäl och båda huvudena. Gatewayer som såg mer får veta det, och behåller det de såg.</translation>
    </message>
    <message>
        <source>The open window refused</source>
        <translation>Det öppna fönstret nekade</translation>
    </message>
    <message>
        <source>The opened step</source>
        <translation>Det öppnade steget</translation>
    </message>
    <message>
        <source>The order {digest} proves it.</source>
        <translation>Ordern {digest} bevisar det.</translation>
    </message>
    <message>
        <source>The order {digest} proves it; the ledger is verified to entry {entry}.</source>
        <translation>Ordern {digest} bevisar det; liggaren är verifierad till post {entry}.</translation>
    </message>
    <message>
        <source>The passphrase is asked for when you start, after a pause, and for what is High or Critical. Nobody can tell it to you again; a recovery sheet, shown next, makes a new key instead.</source>
        <translation>Lösenfrasen efterfrågas när du startar, efter en paus, och för det som är Högt eller Kritiskt. Ingen kan tala om den för dig igen; ett återställningsblad, som visas härnäst, skapar i stället en ny nyckel.</translation>
    </message>
    <message>
        <source>The passphrase that opens it is missing.</source>
        <translation>Lösenfrasen som öppnar den saknas.</translation>
    </message>
    <message>
        <source>The permit was taken and nothing was reported afterwards. Look where the effect would be, then say it; your answer and how you know go into the signed record. Nothing runs again by it.</source>
        <translation>Tillståndet togs ut och inget rapporterades efteråt. Se efter där effekten skulle synas, och säg det sedan; ditt svar och hur du vet skrivs in i den signerade posten. Inget körs igen av det.</translation>
    </message>
    <message>
        <source>The place for the window's socket cannot be used</source>
        <translation>Platsen för fönstrets socket kan inte användas</translation>
    </message>
    <message>
        <source>The profile's path holds characters that a desktop entry cannot</source>
        <translation>Profilens sökväg innehåller tecken som en skrivbordspost inte kan ha</translation>
    </message>
    <message>
        <source>The reason {person} gave</source>
        <translation>Skälet som {person} angav</translation>
    </message>
    <message>
        <source>The report lies in {path}.</source>
        <translation>Rapporten ligger i {path}.</translation>
    </message>
    <message>
        <source>The runbook: who does what, in which order.</source>
        <translation>Handlingsplanen: vem gör vad, i vilken ordning.</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>Samma en gång till</translation>
    </message>
    <message>
        <source>The same head</source>
        <translation>Samma huvud</translation>
    </message>
    <message>
        <source>The same in all of them</source>
        <translation>Lika för alla</translation>
    </message>
    <message>
        <source>The same on both screens: this is their card.</source>
        <translation>Samma på båda skärmarna: det här är personens kort.</translation>
    </message>
    <message>
        <source>The same: {labels}</source>
        <translation>Samma: {labels}</translation>
    </message>
    <message>
        <source>The screen was locked, so your key is locked too</source>
        <translation>Skärmen låstes, så din nyckel är också låst</translation>
    </message>
    <message>
        <source>The selected action</source>
        <translation>Den valda åtgärden</translation>
    </message>
    <message>
        <source>The selected agent</source>
        <translation>Den valda agenten</translation>
    </message>
    <message>
        <source>The selected entries</source>
        <translation>De valda posterna</translation>
    </message>
    <message>
        <source>The selected entry</source>
        <translation>Den valda posten</translation>
    </message>
    <message>
        <source>The session was locked, so your key is locked too</source>
        <translation>Sessionen låstes, så din nyckel är också låst</translation>
    </message>
    <message>
        <source>The session's screen lock cannot be heard here; only the minutes above count.</source>
        <translation>Sessionens skärmlås kan inte höras här; bara minuterna ovan räknas.</translation>
    </message>
    <message>
        <source>The sheet could not be written: {why}</source>
        <translation>Bladet kunde inte skrivas: {why}</translation>
    </message>
    <message>
        <source>The signed registration proves it.</source>
        <translation>Den signerade registreringen bevisar det.</translation>
    </message>
    <message>
        <source>The signed registration proves it; the ledger is verified to entry {entry}.</source>
        <translation>Den signerade registreringen bevisar det; liggaren är verifierad till post {entry}.</translation>
    </message>
    <message>
        <source>The source says that it failed</source>
        <translation>Källan säger att det misslyckades</translation>
    </message>
    <message>
        <source>The system refused</source>
        <translation>Systemet nekade</translation>
    </message>
    <message>
        <source>The test arrived: {answer}</source>
        <translation>Testet kom fram: {answer}</translation>
    </message>
    <message>
        <source>The tool's name</source>
        <translation>Verktygets namn</translation>
    </message>
    <message>
        <source>The tool's schema cannot be used here; only types are checked.</source>
        <translation>Verktygets schema kan inte användas här; bara typer kontrolleras.</translation>
    </message>
    <message>
        <source>The trace as JSON</source>
        <translation>Spåret som JSON</translation>
    </message>
    <message>
        <source>The trace itself marks this step as proposing; it tells no tool and arguments to compare.</source>
        <translation>Spåret självt märker det här steget som det som föreslår; det anger inget verktyg och inga argument att jämföra.</translation>
    </message>
    <message>
        <source>The trace itself marks this step as proposing; its arguments are not those of the action now.</source>
        <translation>Spåret självt märker det här steget som det som föreslår; dess argument är inte åtgärdens nuvarande.</translation>
    </message>
    <message>
        <source>The two new passphrases differ.</source>
        <translation>De två nya lösenfraserna skiljer sig åt.</translation>
    </message>
    <message>
        <source>The two passphrases differ.</source>
        <translation>De två lösenfraserna skiljer sig åt.</translation>
    </message>
    <message>
        <source>The whole record is verified before anything of it is kept. Nothing is left behind if it fails.</source>
        <translation>Allt verifieras innan något av det behålls. Om det misslyckas lämnas inget kvar.</translation>
    </message>
    <message>
        <source>The window cannot be reached by later starts</source>
        <translation>Fönstret kan inte nås av senare starter</translation>
    </message>
    <message>
        <source>The window of that profile could not be started.</source>
        <translation>Den profilens fönster kunde inte startas.</translation>
    </message>
    <message>
        <source>The work was stopped before it finished</source>
        <translation>Arbetet stoppades innan det var klart</translation>
    </message>
    <message>
        <source>The workflow, from where it starts to where it ends.</source>
        <translation>Arbetsflödet, från där det börjar till där det slutar.</translation>
    </message>
    <message>
        <source>The worst case would be hard to repair, or what it does is not known.</source>
        <translation>Det värsta fallet vore svårt att reparera, eller så är det okänt vad den gör.</translation>
    </message>
    <message>
        <source>Their ids, with spaces between. Only for agents of protocol 0.3, which list none.</source>
        <translation>Deras id:n, med mellanslag emellan. Bara för agenter med protokoll 0.3, som inte listar några.</translation>
    </message>
    <message>
        <source>Then any program of your account can sign as you; the window, Doctor and every decision say so. You can set a passphrase later under Settings.</source>
        <translation>Då kan vilket program som helst på ditt konto signera som du; fönstret, Diagnos och varje beslut säger det. Du kan ange en lösenfras senare under Inställningar.</translation>
    </message>
    <message>
        <source>Then connect that server: what it parks for a person appears here, and your answer resumes it.</source>
        <translation>Anslut då den servern: det som den parkerar för en person visas här, och ditt svar låter den fortsätta.</translation>
    </message>
    <message>
        <source>There is an agent of this id, and {owner} answers for it.</source>
        <translation>Det finns en agent med det id:t, och {owner} ansvarar för den.</translation>
    </message>
    <message>
        <source>There is an agent of this id. It gets a new token, the one it has now ends at once, and it falls to L1 at most.</source>
        <translation>Det finns en agent med det id:t. Den får en ny token, den nuvarande upphör genast, och den faller till högst L1.</translation>
    </message>
    <message>
        <source>There is no mandate: nothing runs alone.</source>
        <translation>Det finns inget mandat: inget körs utan en person.</translation>
    </message>
    <message>
        <source>There is nothing to count yet: describe a tool first.</source>
        <translation>Det finns inget att räkna än: beskriv ett verktyg först.</translation>
    </message>
    <message>
        <source>There may be more: only the newest steps of a long trace are kept.</source>
        <translation>Det kan finnas fler: av ett långt spår sparas bara de nyaste stegen.</translation>
    </message>
    <message>
        <source>They come back by themselves. The pill Snoozed shows them.</source>
        <translation>De kommer tillbaka av sig själva. Knappen Uppskjutna visar dem.</translation>
    </message>
    <message>
        <source>They name risk, agent and verb, and carry no button that decides.</source>
        <translation>De nämner risk, agent och verb och har ingen knapp som beslutar.</translation>
    </message>
    <message>
        <source>This action cannot be opened</source>
        <translation>Åtgärden kan inte öppnas</translation>
    </message>
    <message>
        <source>This action cannot be shown as it would run, so it can only be rejected. The reason:</source>
        <translation>Åtgärden kan inte visas så som den skulle köras, så den kan bara avslås. Skälet:</translation>
    </message>
    <message>
        <source>This action changed while it was open. Read the new version before you decide.</source>
        <translation>Åtgärden ändrades medan den var öppen. Läs den nya versionen innan du beslutar.</translation>
    </message>
    <message>
        <source>This afternoon, 13:00</source>
        <translation>I eftermiddag, 13:00</translation>
    </message>
    <message>
        <source>This call has no arguments.</source>
        <translation>Anropet har inga argument.</translation>
    </message>
    <message>
        <source>This cannot be signed. {problems}</source>
        <translation>Detta kan inte signeras. {problems}</translation>
    </message>
    <message>
        <source>This cannot be worked out: {why}</source>
        <translation>Detta kan inte räknas ut: {why}</translation>
    </message>
    <message>
        <source>This desk</source>
        <translation>Det här skrivbordet</translation>
    </message>
    <message>
        <source>This ends the halt that {person} placed {when}.</source>
        <translation>Detta avslutar nödstoppet som utlöstes av {person} {when}.</translation>
    </message>
    <message>
        <source>This ends the halt that {person} placed.</source>
        <translation>Detta avslutar nödstoppet som utlöstes av {person}.</translation>
    </message>
    <message>
        <source>This entry cannot be read</source>
        <translation>Posten kan inte läsas</translation>
    </message>
    <message>
        <source>This file is too large to be a card.</source>
        <translation>Filen är för stor för att vara ett kort.</translation>
    </message>
    <message>
        <source>This history is not the one that others hold a head of</source>
        <translation>Den här historiken är inte den som andra har ett huvud av</translation>
    </message>
    <message>
        <source>This history is shorter than one that others hold a head of</source>
        <translation>Den här historiken är kortare än en som andra har ett huvud av</translation>
    </message>
    <message>
        <source>This image cannot be shown. It was not sent along.</source>
        <translation>Bilden kan inte visas. Den skickades inte med.</translation>
    </message>
    <message>
        <source>This image cannot be shown. {why}.</source>
        <translation>Bilden kan inte visas. {why}.</translation>
    </message>
    <message>
        <source>This is a defect of ours</source>
        <translation>Det här är ett fel hos oss</translation>
    </message>
    <message>
        <source>This is in force already.</source>
        <translation>Det här gäller redan.</translation>
    </message>
    <message>
        <source>This is no key.</source>
        <translation>Det här är ingen tangent.</translation>
    </message>
    <message>
        <source>This is not a link that Counterseal knows</source>
        <translation>Det här är ingen länk som Counterseal känner till</translation>
    </message>
    <message>
        <source>This is not an amount</source>
        <translation>Det här är inget belopp</translation>
    </message>
    <message>
        <source>This is not your history</source>
        <translation>Det här är inte din historik</translation>
    </message>
    <message>
        <source>This is somebody else's card.</source>
        <translation>Det här är någon annans kort.</translation>
    </message>
    <message>
        <source>This key stays as it is.</source>
        <translation>Den här tangenten förblir som den är.</translation>
    </message>
    <message>
        <source>This ledger: 1 entry</source>
        <translation>Den här liggaren: 1 post</translation>
    </message>
    <message numerus="yes">
        <source>This ledger: {number} entries</source>
        <translation><numerusform>Den här liggaren: {number} post</numerusform><numerusform>Den här liggaren: {number} poster</numerusform></translation>
    </message>
    <message>
        <source>This list of keys</source>
        <translation>Den här listan över tangenter</translation>
    </message>
    <message>
        <source>This mandate has ended: everything waits until a new one is signed.</source>
        <translation>Mandatet har upphört: allt väntar tills ett nytt har signerats.</translation>
    </message>
    <message>
        <source>This number is too large</source>
        <translation>Talet är för stort</translation>
    </message>
    <message>
        <source>This profile is open already, and its window does not answer</source>
        <translation>Den här profilen är redan öppen, och dess fönster svarar inte</translation>
    </message>
    <message>
        <source>This profile's own gateway</source>
        <translation>Den här profilens egen gateway</translation>
    </message>
    <message>
        <source>This session shows no notifications; the count in the title and the list are all there is.</source>
        <translation>Den här sessionen visar inga aviseringar; antalet i titeln och listan är allt som finns.</translation>
    </message>
    <message>
        <source>This session shows no tray, so closing the window quits, after naming who waits.</source>
        <translation>Den här sessionen visar inget aktivitetsfält, så när fönstret stängs avslutas programmet, efter att ha sagt vem som väntar.</translation>
    </message>
    <message>
        <source>This step has no text.</source>
        <translation>Det här steget har ingen text.</translation>
    </message>
    <message>
        <source>This tool is not described, so the labels below are the agent's own argument names and the action counts as Critical.</source>
        <translation>Verktyget är inte beskrivet, så etiketterna nedan är agentens egna argumentnamn och åtgärden räknas som Kritisk.</translation>
    </message>
    <message>
        <source>This value can only be changed as JSON</source>
        <translation>Värdet kan bara ändras som JSON</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>Det här fönstret</translation>
    </message>
    <message>
        <source>This window holds their gateway. Without it their actions wait; none of them runs by itself.</source>
        <translation>Det här fönstret har deras gateway. Utan det väntar deras åtgärder; ingen av dem körs av sig själv.</translation>
    </message>
    <message>
        <source>Three small agents with real effects, in a folder of their own. Nothing of it is kept with yours.</source>
        <translation>Tre små agenter med verkliga följder, i en egen mapp. Inget av det blandas med ditt.</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>tors</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>torsdag</translation>
    </message>
    <message>
        <source>Tick the tools, or name others below; a star stands for any ending.</source>
        <translation>Bocka för verktygen, eller nämn andra nedan; en stjärna står för vilket slut som helst.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tid</translation>
    </message>
    <message>
        <source>Time axis, {n} ms from end to end</source>
        <translation>Tidsaxel, {n} ms från ände till ände</translation>
    </message>
    <message>
        <source>Time to decide</source>
        <translation>Tid till beslut</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Tidszon</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Tidslinje</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Rubrik</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Till</translation>
    </message>
    <message>
        <source>To be decided alone: {list}</source>
        <translation>Beslutas för sig: {list}</translation>
    </message>
    <message>
        <source>To the outside</source>
        <translation>Utåt</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>I dag</translation>
    </message>
    <message>
        <source>Tomorrow, 08:00</source>
        <translation>I morgon, 08:00</translation>
    </message>
    <message>
        <source>Too little</source>
        <translation>För lite</translation>
    </message>
    <message>
        <source>Too little for all lines: {lacking} in one week.</source>
        <translation>För lite för alla linjer: {lacking} på en vecka.</translation>
    </message>
    <message>
        <source>Too little for all lines: {lacking} on one day.</source>
        <translation>För lite för alla linjer: {lacking} på en dag.</translation>
    </message>
    <message>
        <source>Too little for control limits: they take {trials} decisions on {days} days, and the days that they would come from have {found} on {found_days}.</source>
        <translation>För lite för kontrollgränser: de kräver {trials} beslut på {days} dagar, och dagarna som de skulle komma från har {found} på {found_days}.</translation>
    </message>
    <message>
        <source>Took {time}</source>
        <translation>Tog {time}</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Verktyg</translation>
    </message>
    <message>
        <source>Tool {name}</source>
        <translation>Verktyg {name}</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Verktyg</translation>
    </message>
    <message>
        <source>Tools described</source>
        <translation>Verktyg beskrivna</translation>
    </message>
    <message>
        <source>Tools of the group, apart by commas</source>
        <translation>Gruppens verktyg, skilda åt med kommatecken</translation>
    </message>
    <message>
        <source>Tools of {agent}</source>
        <translation>Verktyg för {agent}</translation>
    </message>
    <message>
        <source>Tools with a level of their own</source>
        <translation>Verktyg med en egen nivå</translation>
    </message>
    <message>
        <source>Trace capture set</source>
        <translation>Spårinsamling ändrad</translation>
    </message>
    <message>
        <source>Traces (*.json *.jsonl *.ndjson)</source>
        <translation>Spår (*.json *.jsonl *.ndjson)</translation>
    </message>
    <message>
        <source>Tried</source>
        <translation>Provat</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Försök igen</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Försök igen om en stund.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Försök igen.</translation>
    </message>
    <message>
        <source>Try it now</source>
        <translation>Prova nu</translation>
    </message>
    <message>
        <source>Try the kill switch</source>
        <translation>Prova nödstoppet</translation>
    </message>
    <message>
        <source>Try the selected agent's kill switch</source>
        <translation>Prova den valda agentens nödstopp</translation>
    </message>
    <message>
        <source>Trying the kill switch</source>
        <translation>Nödstoppet provas</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>Försöker…</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>tis</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>tisdag</translation>
    </message>
    <message>
        <source>Type the code from the newcomer's screen. It must be the same as this card's.</source>
        <translation>Skriv koden från den nya personens skärm. Den måste vara samma som det här kortets.</translation>
    </message>
    <message>
        <source>Type the code that stands on your sheet.</source>
        <translation>Skriv koden som står på ditt blad.</translation>
    </message>
    <message>
        <source>Type the fact as it stands above; an amount may go without its sign.</source>
        <translation>Skriv faktumet så som det står ovan; ett belopp får skrivas utan sitt tecken.</translation>
    </message>
    <message>
        <source>Type the new passphrase.</source>
        <translation>Skriv den nya lösenfrasen.</translation>
    </message>
    <message>
        <source>Type your passphrase until now.</source>
        <translation>Skriv din lösenfras hittills.</translation>
    </message>
    <message>
        <source>Type {fact}</source>
        <translation>Skriv {fact}</translation>
    </message>
    <message>
        <source>Type {fact} to confirm</source>
        <translation>Skriv {fact} för att bekräfta</translation>
    </message>
    <message>
        <source>Type {fact} to confirm.</source>
        <translation>Skriv {fact} för att bekräfta.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Ångra</translation>
    </message>
    <message>
        <source>Undo a held approval</source>
        <translation>Ångra ett godkännande som hålls</translation>
    </message>
    <message>
        <source>Unedited</source>
        <translation>Oändrat</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Okänd</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Lås upp</translation>
    </message>
    <message>
        <source>Unlock your key</source>
        <translation>Lås upp din nyckel</translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation>Lås upp…</translation>
    </message>
    <message>
        <source>Unreachable</source>
        <translation>Kan inte nås</translation>
    </message>
    <message>
        <source>Unreachable. It has stopped by itself: its lease ended at {time}.</source>
        <translation>Kan inte nås. Den har stannat av sig själv: dess lease löpte ut {time}.</translation>
    </message>
    <message>
        <source>Unreachable. It holds no lease, so it does not go on.</source>
        <translation>Kan inte nås. Den har ingen lease, så den fortsätter inte.</translation>
    </message>
    <message>
        <source>Unreachable. It stops by itself when its lease ends, at {time}.</source>
        <translation>Kan inte nås. Den stannar av sig själv när dess lease löper ut, {time}.</translation>
    </message>
    <message>
        <source>Unticked: what it did cannot be taken back.</source>
        <translation>Utan bock: det den gjorde kan inte tas tillbaka.</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Till</translation>
    </message>
    <message>
        <source>Until I say that I am back</source>
        <translation>Tills jag säger att jag är tillbaka</translation>
    </message>
    <message>
        <source>Until Monday, {day} {time}</source>
        <translation>Till måndag, {day} {time}</translation>
    </message>
    <message>
        <source>Until it is locked again your decisions are signed without asking for it, except where a step-up is due.</source>
        <translation>Tills den låses igen signeras dina beslut utan att den efterfrågas, utom där lösenfrasen ändå krävs.</translation>
    </message>
    <message>
        <source>Until they are marked as back</source>
        <translation>Tills personen märks som tillbaka</translation>
    </message>
    <message>
        <source>Until tomorrow {time}</source>
        <translation>Till i morgon {time}</translation>
    </message>
    <message>
        <source>Until when</source>
        <translation>Hur länge</translation>
    </message>
    <message>
        <source>Until {last}</source>
        <translation>Till {last}</translation>
    </message>
    <message>
        <source>Up to High runs alone; a person approves Critical and watches.</source>
        <translation>Upp till Hög körs utan en person; en person godkänner Kritisk och bevakar.</translation>
    </message>
    <message>
        <source>Up to Moderate runs alone; a person approves High and Critical.</source>
        <translation>Upp till Måttlig körs utan en person; en person godkänner Hög och Kritisk.</translation>
    </message>
    <message>
        <source>Upper limit</source>
        <translation>Övre gräns</translation>
    </message>
    <message>
        <source>Used: {use}</source>
        <translation>Använt: {use}</translation>
    </message>
    <message>
        <source>Usually {share}.</source>
        <translation>Vanligtvis {share}.</translation>
    </message>
    <message>
        <source>Verb</source>
        <translation>Verb</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verifierat</translation>
    </message>
    <message>
        <source>Verified {done} of {total} entries…</source>
        <translation>{done} av {total} poster verifierade…</translation>
    </message>
    <message>
        <source>Verified, key doubtful</source>
        <translation>Verifierad, nyckeln är tveksam</translation>
    </message>
    <message>
        <source>Verified, keys doubtful</source>
        <translation>Verifierat, nycklarna är tveksamma</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verifiera</translation>
    </message>
    <message>
        <source>Verify and restore</source>
        <translation>Verifiera och återläs</translation>
    </message>
    <message>
        <source>Verify every entry</source>
        <translation>Verifiera varje post</translation>
    </message>
    <message>
        <source>Verify the ledger</source>
        <translation>Verifiera liggaren</translation>
    </message>
    <message>
        <source>Verifying every entry, the tree and the heads…</source>
        <translation>Verifierar varje post, trädet och huvudena…</translation>
    </message>
    <message>
        <source>Verifying the backup…</source>
        <translation>Verifierar säkerhetskopian…</translation>
    </message>
    <message>
        <source>Verifying the bundle: {done} of {total} entries…</source>
        <translation>Verifierar bevispaketet: {done} av {total} poster…</translation>
    </message>
    <message>
        <source>Verifying the bundle…</source>
        <translation>Verifierar bevispaketet…</translation>
    </message>
    <message>
        <source>Verifying the copy: {done} of {total} entries…</source>
        <translation>Verifierar kopian: {done} av {total} poster…</translation>
    </message>
    <message>
        <source>Verifying: {done} of {total} entries…</source>
        <translation>Verifierar: {done} av {total} poster…</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Vy</translation>
    </message>
    <message>
        <source>Viewed</source>
        <translation>Visad</translation>
    </message>
    <message>
        <source>Voided</source>
        <translation>Ogiltigförklarad</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Väntar</translation>
    </message>
    <message>
        <source>Waiting actions</source>
        <translation>Väntande åtgärder</translation>
    </message>
    <message>
        <source>Waiting for a decision</source>
        <translation>Väntar på beslut</translation>
    </message>
    <message>
        <source>Waiting for a first decision</source>
        <translation>Väntar på ett första beslut</translation>
    </message>
    <message>
        <source>Waiting for a person</source>
        <translation>Väntar på en person</translation>
    </message>
    <message>
        <source>Waiting for the others. Closing this stops nothing.</source>
        <translation>Väntar på de andra. Att stänga detta stoppar inget.</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Väntar</translation>
    </message>
    <message>
        <source>Waits for a second owner</source>
        <translation>Väntar på en andra ägare</translation>
    </message>
    <message>
        <source>Waits for a second person</source>
        <translation>Väntar på en andra person</translation>
    </message>
    <message>
        <source>Wants to: {verb}</source>
        <translation>Vill: {verb}</translation>
    </message>
    <message>
        <source>Wants to: {verb}. It was escalated.</source>
        <translation>Vill: {verb}. Den har eskalerats.</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>ons</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>onsdag</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Vecka</translation>
    </message>
    <message>
        <source>Welcome to Counterseal</source>
        <translation>Välkommen till Counterseal</translation>
    </message>
    <message>
        <source>What a person does when it goes wrong (optional).</source>
        <translation>Vad en person gör när det går fel (valfritt).</translation>
    </message>
    <message>
        <source>What became of it?</source>
        <translation>Vad blev det av den?</translation>
    </message>
    <message>
        <source>What changed since you read it</source>
        <translation>Vad som har ändrats sedan du läste den</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Vad som ändras</translation>
    </message>
    <message>
        <source>What falls outside</source>
        <translation>Det som faller utanför</translation>
    </message>
    <message>
        <source>What falls outside the mandate</source>
        <translation>Det som faller utanför mandatet</translation>
    </message>
    <message>
        <source>What followed</source>
        <translation>Vad som följde</translation>
    </message>
    <message>
        <source>What goes</source>
        <translation>Vad som försvinner</translation>
    </message>
    <message>
        <source>What goes: their attachments, not the statements. {what}</source>
        <translation>Vad som försvinner: deras bilagor, inte utsagorna. {what}</translation>
    </message>
    <message>
        <source>What goes: their content and the signed statements. {what}</source>
        <translation>Vad som försvinner: deras innehåll och de signerade utsagorna. {what}</translation>
    </message>
    <message>
        <source>What guards it</source>
        <translation>Vad som skyddar den</translation>
    </message>
    <message>
        <source>What halts it is still being read</source>
        <translation>Vad som stoppar den läses fortfarande in</translation>
    </message>
    <message>
        <source>What is Critical is never hidden.</source>
        <translation>Det som är Kritiskt döljs aldrig.</translation>
    </message>
    <message>
        <source>What is bounded</source>
        <translation>Vad som begränsas</translation>
    </message>
    <message>
        <source>What is counted</source>
        <translation>Vad som räknas</translation>
    </message>
    <message>
        <source>What is missing here stays missing. Whoever holds the other head can still show that it once was different.</source>
        <translation>Det som saknas här förblir borta. Den som har det andra huvudet kan fortfarande visa att det en gång var annorlunda.</translation>
    </message>
    <message>
        <source>What is not chosen here is dropped before anything is stored.</source>
        <translation>Det som inte väljs här kastas innan något lagras.</translation>
    </message>
    <message>
        <source>What it changes</source>
        <translation>Vad det ändrar</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Vad den gör</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Vad det är</translation>
    </message>
    <message>
        <source>What it is for, who answers for it, and what counts as success. Above L1 Operator it needs one; it is lowered again when it fails more often than is said here.</source>
        <translation>Vad den är till för, vem som ansvarar för den, och vad som räknas som framgång. Över L1 Operatör behövs en; den sänks igen när den misslyckas oftare än vad som sägs här.</translation>
    </message>
    <message>
        <source>What it may do alone, inside its level. Whatever is not said here waits for a person.</source>
        <translation>Vad den får göra utan en person, inom sin nivå. Allt som inte sägs här väntar på en person.</translation>
    </message>
    <message>
        <source>What it must never do, and where a person takes over.</source>
        <translation>Vad den aldrig får göra, och var en person tar över.</translation>
    </message>
    <message>
        <source>What it reads as a rejection</source>
        <translation>Vad den läser som ett avslag</translation>
    </message>
    <message>
        <source>What it reads as an answer</source>
        <translation>Vad den läser som ett svar</translation>
    </message>
    <message>
        <source>What it reads as an approval</source>
        <translation>Vad den läser som ett godkännande</translation>
    </message>
    <message>
        <source>What people call it</source>
        <translation>Vad folk kallar det</translation>
    </message>
    <message>
        <source>What people call it.</source>
        <translation>Vad folk kallar den.</translation>
    </message>
    <message>
        <source>What people call them, and which is money, payee or target.</source>
        <translation>Vad folk kallar dem, och vilket som är pengar, mottagare eller mål.</translation>
    </message>
    <message>
        <source>What stays</source>
        <translation>Vad som blir kvar</translation>
    </message>
    <message>
        <source>What stays: that each entry was made, when, of what kind and with which key; the chain stays provable.</source>
        <translation>Vad som blir kvar: att varje post gjordes, när, av vilket slag och med vilken nyckel; kedjan går fortfarande att bevisa.</translation>
    </message>
    <message>
        <source>What success is</source>
        <translation>Vad framgång är</translation>
    </message>
    <message>
        <source>What the agent says</source>
        <translation>Vad agenten säger</translation>
    </message>
    <message>
        <source>What the agent says — written by the agent, not verified</source>
        <translation>Vad agenten säger — skrivet av agenten, inte verifierat</translation>
    </message>
    <message>
        <source>What the agent says, not verified</source>
        <translation>Vad agenten säger, inte verifierat</translation>
    </message>
    <message>
        <source>What the charter says</source>
        <translation>Vad uppdragsbeskrivningen säger</translation>
    </message>
    <message>
        <source>What the entries hold is deleted for good; that they were made, by whom signed and in which order stays provable.</source>
        <translation>Det som posterna innehåller raderas för gott; att de gjordes, av vem de signerades och i vilken ordning går fortfarande att bevisa.</translation>
    </message>
    <message>
        <source>What to call it here</source>
        <translation>Vad den ska heta här</translation>
    </message>
    <message>
        <source>What to do about it cannot be shown: {why}</source>
        <translation>Vad som ska göras åt det kan inte visas: {why}</translation>
    </message>
    <message>
        <source>What waits and nobody else may decide goes on at once, to the agent's deputy, then to its owner. Nothing is approved by it, and deciding here stays possible.</source>
        <translation>Det som väntar och ingen annan får besluta om går genast vidare, till agentens ställföreträdare och sedan till dess ägare. Inget godkänns av det, och det går fortfarande att besluta här.</translation>
    </message>
    <message>
        <source>What waits from it ends here, and its server is no longer asked. What was decided stays in the ledger.</source>
        <translation>Det som väntar från den upphör här, och dess server tillfrågas inte längre. Det som beslutats finns kvar i liggaren.</translation>
    </message>
    <message>
        <source>What waits is asked of you again.</source>
        <translation>Det som väntar frågas du om igen.</translation>
    </message>
    <message>
        <source>What waits is asked of {person} again.</source>
        <translation>Det som väntar frågas {person} om igen.</translation>
    </message>
    <message>
        <source>What was done about it</source>
        <translation>Vad som gjordes åt det</translation>
    </message>
    <message>
        <source>What was done about it goes into the record. The level stays as it is.</source>
        <translation>Vad som gjordes åt det skrivs in i posten. Nivån förblir som den är.</translation>
    </message>
    <message>
        <source>What was done about it so far goes into the record.</source>
        <translation>Vad som hittills gjorts åt det skrivs in i posten.</translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation>Vad som gick fel</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>Vad som kommer att hända</translation>
    </message>
    <message>
        <source>What you look for, under a name. They are yours, in this profile, and no part of the record.</source>
        <translation>Det du söker efter, under ett namn. Sökningarna är dina, i den här profilen, och ingen del av det som sparas som bevis.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>När</translation>
    </message>
    <message>
        <source>When it goes wrong</source>
        <translation>När det går fel</translation>
    </message>
    <message>
        <source>Where several groups name a tool, the lowest level counts.</source>
        <translation>Där flera grupper nämner ett verktyg gäller den lägsta nivån.</translation>
    </message>
    <message>
        <source>Where the action stands</source>
        <translation>Åtgärdens läge</translation>
    </message>
    <message>
        <source>Where your key will lie</source>
        <translation>Var din nyckel ska ligga</translation>
    </message>
    <message>
        <source>Whether it can be taken back: {now}.</source>
        <translation>Om den kan tas tillbaka: {now}.</translation>
    </message>
    <message>
        <source>Who answers for it changes, so the token is good only when a second owner has signed too.</source>
        <translation>Vem som ansvarar för den ändras, så token gäller först när en andra ägare också har signerat.</translation>
    </message>
    <message>
        <source>Who did not answer would stop by itself when its lease ends.</source>
        <translation>De som inte svarade skulle stanna av sig själva när deras lease löper ut.</translation>
    </message>
    <message>
        <source>Who holds a head of this ledger</source>
        <translation>Vem som har ett huvud av den här liggaren</translation>
    </message>
    <message>
        <source>Who may be paid or reached</source>
        <translation>Vilka som får betalas eller nås</translation>
    </message>
    <message>
        <source>Whose names</source>
        <translation>Vems namn</translation>
    </message>
    <message>
        <source>Why it waits</source>
        <translation>Varför den väntar</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fönster</translation>
    </message>
    <message>
        <source>Windows did not let this window hear of its session; only the minutes above count.</source>
        <translation>Windows lät inte det här fönstret höra om sin session; bara minuterna ovan räknas.</translation>
    </message>
    <message>
        <source>With it you can make a new key when your passphrase or this machine is lost. It is shown once. A sheet you had before ends with it.</source>
        <translation>Med det kan du skapa en ny nyckel när din lösenfras eller den här datorn är borta. Det visas en gång. Ett blad som du hade förut upphör med det.</translation>
    </message>
    <message>
        <source>With one, posts are signed as Standard Webhooks says, so that the receiver can tell ours.</source>
        <translation>Med en hemlighet signeras meddelandena enligt Standard Webhooks, så att mottagaren kan känna igen våra.</translation>
    </message>
    <message>
        <source>With this</source>
        <translation>Med detta</translation>
    </message>
    <message>
        <source>With this: {figures}</source>
        <translation>Med detta: {figures}</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Tillbakadragen</translation>
    </message>
    <message>
        <source>Withdrawn by its agent</source>
        <translation>Tillbakadragen av sin agent</translation>
    </message>
    <message>
        <source>Without a charter there is no target to hold these against.</source>
        <translation>Utan uppdragsbeskrivning finns inget mål att jämföra med.</translation>
    </message>
    <message>
        <source>Without a row, anybody.</source>
        <translation>Utan en rad, vem som helst.</translation>
    </message>
    <message>
        <source>Without it nobody can help you when the passphrase is lost.</source>
        <translation>Utan den kan ingen hjälpa dig om lösenfrasen är borta.</translation>
    </message>
    <message>
        <source>Words, or JSON such as {example}. A2A has no word for yes, so each agent has its own. Empty: nothing can be approved here.</source>
        <translation>Ord, eller JSON som {example}. A2A har inget ord för ja, så varje agent har sitt eget. Tomt: inget kan godkännas här.</translation>
    </message>
    <message>
        <source>Working it out again…</source>
        <translation>Räknar ut det igen…</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Räknar ut det…</translation>
    </message>
    <message>
        <source>Write a number such as 500</source>
        <translation>Skriv ett tal som 500</translation>
    </message>
    <message>
        <source>Write a number such as 500 or 499.90</source>
        <translation>Skriv ett tal som 500 eller 499.90</translation>
    </message>
    <message>
        <source>Write a whole number</source>
        <translation>Skriv ett heltal</translation>
    </message>
    <message>
        <source>Write as CSV…</source>
        <translation>Skriv som CSV…</translation>
    </message>
    <message>
        <source>Write as JSON Lines…</source>
        <translation>Skriv som JSON Lines…</translation>
    </message>
    <message>
        <source>Write proof files…</source>
        <translation>Skriv bevisfiler…</translation>
    </message>
    <message>
        <source>Write the amount with a decimal point, as in 1240.00</source>
        <translation>Skriv beloppet med decimalpunkt, som 1240.00</translation>
    </message>
    <message>
        <source>Write the charter…</source>
        <translation>Skriv uppdragsbeskrivningen…</translation>
    </message>
    <message>
        <source>Write the events into a folder</source>
        <translation>Skriv händelserna till en mapp</translation>
    </message>
    <message>
        <source>Write the figures into a folder</source>
        <translation>Skriv siffrorna till en mapp</translation>
    </message>
    <message>
        <source>Write the proofs into a folder</source>
        <translation>Skriv bevisen till en mapp</translation>
    </message>
    <message>
        <source>Write the report into a folder</source>
        <translation>Skriv rapporten till en mapp</translation>
    </message>
    <message>
        <source>Write the rows into a folder</source>
        <translation>Skriv raderna till en mapp</translation>
    </message>
    <message>
        <source>Write the time as 08:00.</source>
        <translation>Skriv tiden som 08:00.</translation>
    </message>
    <message>
        <source>Write them between { and }.</source>
        <translation>Skriv dem mellan { och }.</translation>
    </message>
    <message>
        <source>Writing the figures: {done} rows so far…</source>
        <translation>Skriver siffrorna: {done} rader hittills…</translation>
    </message>
    <message>
        <source>Writing the figures…</source>
        <translation>Skriver siffrorna…</translation>
    </message>
    <message>
        <source>Writing the rows: {done} so far…</source>
        <translation>Skriver raderna: {done} hittills…</translation>
    </message>
    <message>
        <source>Writing the rows…</source>
        <translation>Skriver raderna…</translation>
    </message>
    <message>
        <source>Written for your account only, below {config} and {data}.</source>
        <translation>Skrivet bara för ditt konto, under {config} och {data}.</translation>
    </message>
    <message>
        <source>Written to the registry of your account only.</source>
        <translation>Skrivet bara i ditt kontos register.</translation>
    </message>
    <message>
        <source>Wrong after execution</source>
        <translation>Fel efter utförande</translation>
    </message>
    <message>
        <source>Wrong after it ran</source>
        <translation>Fel efter körning</translation>
    </message>
    <message>
        <source>XXXXX-XXXXX-XXXXX, as they read it to you</source>
        <translation>XXXXX-XXXXX-XXXXX, så som personen läser upp den</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Yes: reading works, signing asks for your passphrase</source>
        <translation>Ja: läsning fungerar, för att signera krävs din lösenfras</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>I går</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>You and your key</source>
        <translation>Du och din nyckel</translation>
    </message>
    <message>
        <source>You answer for it from then on. Its token is shown once, and at first nothing runs alone.</source>
        <translation>Från och med då ansvarar du för den. Dess token visas en gång, och till en början körs inget utan dig.</translation>
    </message>
    <message>
        <source>You answer for no agent here. All shows those of others.</source>
        <translation>Du ansvarar inte för någon agent här. Alla visar andras.</translation>
    </message>
    <message>
        <source>You approved this. It runs when the agent asks for its permit; until then you can take it back.</source>
        <translation>Du har godkänt detta. Det körs när agenten hämtar sitt tillstånd; fram till dess kan du ta tillbaka det.</translation>
    </message>
    <message>
        <source>You approved this. It waits for another person.</source>
        <translation>Du har godkänt detta. Det väntar på en annan person.</translation>
    </message>
    <message>
        <source>You approved this. It waits for {who}.</source>
        <translation>Du har godkänt detta. Det väntar på {who}.</translation>
    </message>
    <message>
        <source>You are away: signed, entry {entry}.</source>
        <translation>Du är borta: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>You are back</source>
        <translation>Du är tillbaka</translation>
    </message>
    <message>
        <source>You are back: signed, entry {entry}.</source>
        <translation>Du är tillbaka: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>You are the only owner or reviewer so far, so each of them is you, and the record says so.</source>
        <translation>Du är hittills den enda ägaren eller granskaren, så var och en av dem är du, och det står i posten.</translation>
    </message>
    <message>
        <source>You are the only owner or reviewer: every quorum is you, and the record says so.</source>
        <translation>Du är den enda ägaren eller granskaren: varje godkännande som krävs är ditt, och det står i posten.</translation>
    </message>
    <message>
        <source>You changed this, so at {risk} another person must approve it.</source>
        <translation>Du ändrade detta, så vid {risk} måste en annan person godkänna det.</translation>
    </message>
    <message>
        <source>You changed this, so at {risk} another person must approve it. It waits for {who}.</source>
        <translation>Du ändrade detta, så vid {risk} måste en annan person godkänna det. Det väntar på {who}.</translation>
    </message>
    <message>
        <source>You decided nothing at this desk in this period.</source>
        <translation>Du har inte beslutat något vid det här skrivbordet under perioden.</translation>
    </message>
    <message>
        <source>You may read this and verify it, not decide it.</source>
        <translation>Du får läsa detta och verifiera det, inte besluta om det.</translation>
    </message>
    <message>
        <source>You opened this file here. It was not sent with the action and is no part of what is signed.</source>
        <translation>Du öppnade den här filen här. Den skickades inte med åtgärden och är ingen del av det som signeras.</translation>
    </message>
    <message>
        <source>You signed it, so somebody else must sign it too.</source>
        <translation>Du signerade det, så någon annan måste också signera det.</translation>
    </message>
    <message>
        <source>You stopped it</source>
        <translation>Du stoppade det</translation>
    </message>
    <message>
        <source>You stopped it. Nothing was restored.</source>
        <translation>Du stoppade det. Inget återlästes.</translation>
    </message>
    <message>
        <source>You stopped the backup. Nothing of it was kept.</source>
        <translation>Du stoppade säkerhetskopieringen. Inget av den sparades.</translation>
    </message>
    <message>
        <source>You would answer for it from now on; a second owner must sign that too, and its charter ends.</source>
        <translation>Du skulle ansvara för den från och med nu; en andra ägare måste också signera det, och dess uppdragsbeskrivning upphör.</translation>
    </message>
    <message>
        <source>Your agents stop and ask here before they act. You see exactly what would happen, decide, and every decision is signed with your key and kept in a ledger that proves it.</source>
        <translation>Dina agenter stannar och frågar här innan de agerar. Du ser exakt vad som skulle hända och beslutar, och varje beslut signeras med din nyckel och sparas i en liggare som bevisar det.</translation>
    </message>
    <message>
        <source>Your agents' gateway goes on. Quit it from its icon in the tray.</source>
        <translation>Dina agenters gateway fortsätter. Avsluta den från ikonen i aktivitetsfältet.</translation>
    </message>
    <message>
        <source>Your agents' gateway stays up in the tray; Quit there, or Ctrl+Q, ends it.</source>
        <translation>Dina agenters gateway är kvar i aktivitetsfältet; Avsluta där, eller Ctrl+Q, avslutar den.</translation>
    </message>
    <message>
        <source>Your card</source>
        <translation>Ditt kort</translation>
    </message>
    <message>
        <source>Your changes make a new action with a new digest. Policy runs on it again before it runs.</source>
        <translation>Dina ändringar gör en ny åtgärd med en ny kontrollsumma. Regelverket prövar den igen innan den körs.</translation>
    </message>
    <message>
        <source>Your changes make a new action. Policy runs on it again, and at High or Critical somebody else must approve it.</source>
        <translation>Dina ändringar gör en ny åtgärd. Regelverket prövar den igen, och vid Hög eller Kritisk måste någon annan godkänna den.</translation>
    </message>
    <message>
        <source>Your decision is ready. Signing it needs your key.</source>
        <translation>Ditt beslut är klart. För att signera det behövs din nyckel.</translation>
    </message>
    <message>
        <source>Your key has no passphrase, so there is nothing to lock: any program of this account can sign with it. Set one under Settings, People and keys.</source>
        <translation>Din nyckel har ingen lösenfras, så det finns inget att låsa: vilket program som helst på det här kontot kan signera med den. Ange en under Inställningar, Personer och nycklar.</translation>
    </message>
    <message>
        <source>Your key is locked</source>
        <translation>Din nyckel är låst</translation>
    </message>
    <message>
        <source>Your key is locked. Type your passphrase, then press again.</source>
        <translation>Din nyckel är låst. Skriv din lösenfras och tryck igen.</translation>
    </message>
    <message>
        <source>Your key stays locked. Nothing was signed.</source>
        <translation>Din nyckel förblir låst. Inget signerades.</translation>
    </message>
    <message>
        <source>Your key stays the same; only what guards it changes.</source>
        <translation>Din nyckel förblir densamma; bara det som skyddar den ändras.</translation>
    </message>
    <message>
        <source>Your key, your ledger and your agents from a backup file. All of it is verified first.</source>
        <translation>Din nyckel, din liggare och dina agenter från en säkerhetskopia. Allt verifieras först.</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ditt namn</translation>
    </message>
    <message>
        <source>Your name and a key. It takes a minute, and nothing leaves this machine.</source>
        <translation>Ditt namn och en nyckel. Det tar en minut, och inget lämnar den här datorn.</translation>
    </message>
    <message>
        <source>Your name and your key</source>
        <translation>Ditt namn och din nyckel</translation>
    </message>
    <message>
        <source>Your name is missing.</source>
        <translation>Ditt namn saknas.</translation>
    </message>
    <message>
        <source>Your name stands in every decision you sign. The key is made on this machine and never leaves it.</source>
        <translation>Ditt namn står i varje beslut som du signerar. Nyckeln skapas på den här datorn och lämnar den aldrig.</translation>
    </message>
    <message>
        <source>Your name, as it stands in records</source>
        <translation>Ditt namn, så som det ska stå i posterna</translation>
    </message>
    <message>
        <source>Your new key is in force: signed, entry {entry}.</source>
        <translation>Din nya nyckel gäller: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>Your old key signs for the new one and ends with it. What it signed stays valid. Do this when somebody may have seen your key file, or as often as your rules ask.</source>
        <translation>Din gamla nyckel signerar för den nya och upphör med det. Det som den signerade förblir giltigt. Gör detta när någon kan ha sett din nyckelfil, eller så ofta som era regler kräver.</translation>
    </message>
    <message>
        <source>Your own log</source>
        <translation>Din egen logg</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Din lösenfras</translation>
    </message>
    <message>
        <source>Your passphrase is asked again at this risk.</source>
        <translation>Din lösenfras efterfrågas igen vid den här risken.</translation>
    </message>
    <message>
        <source>Your passphrase is asked for this.</source>
        <translation>Din lösenfras krävs för detta.</translation>
    </message>
    <message>
        <source>Your passphrase is changed.</source>
        <translation>Din lösenfras är bytt.</translation>
    </message>
    <message>
        <source>Your passphrase until now</source>
        <translation>Din lösenfras hittills</translation>
    </message>
    <message>
        <source>Your profile would lie in {folder}</source>
        <translation>Din profil skulle ligga i {folder}</translation>
    </message>
    <message>
        <source>Your recovery sheet</source>
        <translation>Ditt återställningsblad</translation>
    </message>
    <message>
        <source>Your reset is signed and waits for a second person's signature; until then the agent stays halted.</source>
        <translation>Din återställning är signerad och väntar på en andra persons signatur; till dess förblir agenten nödstoppad.</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ditt</translation>
    </message>
    <message>
        <source>Yours only: how you decide</source>
        <translation>Bara för dig: hur du beslutar</translation>
    </message>
    <message>
        <source>[masked: {rule}]</source>
        <translation>[maskerat: {rule}]</translation>
    </message>
    <message>
        <source>[{n} more steps; the list shows them all]</source>
        <translation>[{n} steg till; listan visar alla]</translation>
    </message>
    <message>
        <source>a Claude Code transcript</source>
        <translation>en Claude Code-utskrift</translation>
    </message>
    <message>
        <source>a LangGraph history</source>
        <translation>en LangGraph-historik</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>per dag</translation>
    </message>
    <message>
        <source>a member that the tool needs is missing</source>
        <translation>en medlem som verktyget behöver saknas</translation>
    </message>
    <message>
        <source>a multiple of {bound} is needed</source>
        <translation>en multipel av {bound} behövs</translation>
    </message>
    <message>
        <source>a secret in it was masked</source>
        <translation>en hemlighet i den maskerades</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>per vecka</translation>
    </message>
    <message>
        <source>above the largest approved so far, {amount}</source>
        <translation>över det största som hittills godkänts, {amount}</translation>
    </message>
    <message>
        <source>actions belong to nobody; choose anybody to see them</source>
        <translation>åtgärder tillhör ingen person; välj alla personer för att se dem</translation>
    </message>
    <message>
        <source>agent {name}</source>
        <translation>agent {name}</translation>
    </message>
    <message>
        <source>all agents</source>
        <translation>alla agenter</translation>
    </message>
    <message>
        <source>allowed by policy</source>
        <translation>tillåten av regelverket</translation>
    </message>
    <message>
        <source>an hour</source>
        <translation>per timme</translation>
    </message>
    <message>
        <source>an owner</source>
        <translation>en ägare</translation>
    </message>
    <message>
        <source>and 1 more entry</source>
        <translation>och 1 post till</translation>
    </message>
    <message>
        <source>and 1 older one</source>
        <translation>och 1 äldre</translation>
    </message>
    <message numerus="yes">
        <source>and {count} more</source>
        <translation><numerusform>och {count} till</numerusform><numerusform>och {count} till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and {count} more steps</source>
        <translation><numerusform>och {count} steg till</numerusform><numerusform>och {count} steg till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and {number} more entries</source>
        <translation><numerusform>och {number} post till</numerusform><numerusform>och {number} poster till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and {number} older ones</source>
        <translation><numerusform>och {number} äldre</numerusform><numerusform>och {number} äldre</numerusform></translation>
    </message>
    <message>
        <source>answered</source>
        <translation>svarade</translation>
    </message>
    <message>
        <source>answered by a person</source>
        <translation>besvarad av en person</translation>
    </message>
    <message>
        <source>answered, entry {seq} · delivered</source>
        <translation>besvarad, post {seq} · levererad</translation>
    </message>
    <message>
        <source>answers for agents, enrols and revokes</source>
        <translation>ansvarar för agenter, lägger till och återkallar</translation>
    </message>
    <message>
        <source>approved by you</source>
        <translation>godkänd av dig</translation>
    </message>
    <message>
        <source>approved, entry {seq} · delivered</source>
        <translation>godkänd, post {seq} · levererad</translation>
    </message>
    <message>
        <source>approved, waits for the agent</source>
        <translation>godkänd, väntar på agenten</translation>
    </message>
    <message>
        <source>as {roles} · announced by {person} in entry {entry}</source>
        <translation>som {roles} · aviserad av {person} i post {entry}</translation>
    </message>
    <message>
        <source>asked {number}×</source>
        <translation>efterfrågat {number}×</translation>
    </message>
    <message>
        <source>asks {after} times a day since {day}, and did not before</source>
        <translation>frågar {after} gånger per dag sedan {day}, och gjorde det inte förut</translation>
    </message>
    <message>
        <source>asks {after} times a day since {day}; it was {before}</source>
        <translation>frågar {after} gånger per dag sedan {day}; tidigare {before}</translation>
    </message>
    <message>
        <source>at least {bound}</source>
        <translation>minst {bound}</translation>
    </message>
    <message>
        <source>at least {bound} characters are needed</source>
        <translation>minst {bound} tecken behövs</translation>
    </message>
    <message>
        <source>at least {bound} entries are needed</source>
        <translation>minst {bound} element behövs</translation>
    </message>
    <message>
        <source>at least {bound} is needed</source>
        <translation>minst {bound} behövs</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>högst</translation>
    </message>
    <message>
        <source>at most {bound}</source>
        <translation>högst {bound}</translation>
    </message>
    <message>
        <source>at most {bound} characters are allowed</source>
        <translation>högst {bound} tecken är tillåtet</translation>
    </message>
    <message>
        <source>at most {bound} entries are allowed</source>
        <translation>högst {bound} element är tillåtet</translation>
    </message>
    <message>
        <source>at most {bound} is allowed</source>
        <translation>högst {bound} är tillåtet</translation>
    </message>
    <message>
        <source>at most {share}</source>
        <translation>högst {share}</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>genast</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>revisor</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>ligger efter</translation>
    </message>
    <message>
        <source>by agent</source>
        <translation>efter agent</translation>
    </message>
    <message>
        <source>by deadline</source>
        <translation>efter tidsgräns</translation>
    </message>
    <message>
        <source>by source</source>
        <translation>efter källa</translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation>av {name}</translation>
    </message>
    <message>
        <source>by {person}, {time}</source>
        <translation>av {person}, {time}</translation>
    </message>
    <message>
        <source>by {person}, {time} · {answered}</source>
        <translation>av {person}, {time} · {answered}</translation>
    </message>
    <message>
        <source>by {person}, {time} · {stopped} of {all} stopped · ledger entry {seq}</source>
        <translation>av {person}, {time} · {stopped} av {all} stoppade · liggarens post {seq}</translation>
    </message>
    <message>
        <source>call</source>
        <translation>samtal</translation>
    </message>
    <message>
        <source>call, 1 turn</source>
        <translation>samtal, 1 inlägg</translation>
    </message>
    <message>
        <source>call, {n} turns</source>
        <translation>samtal, {n} inlägg</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>anrop</translation>
    </message>
    <message>
        <source>cannot be shown, can only be rejected</source>
        <translation>kan inte visas, kan bara avslås</translation>
    </message>
    <message>
        <source>changed or gone at its source</source>
        <translation>ändrad eller borta vid sin källa</translation>
    </message>
    <message>
        <source>characters {first} to {last} of {all}</source>
        <translation>tecken {first} till {last} av {all}</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>kopierat</translation>
    </message>
    <message>
        <source>counterseal://action/ID shows that action here. A link can only show, never decide.</source>
        <translation>counterseal://action/ID visar den åtgärden här. En länk kan bara visa, aldrig besluta.</translation>
    </message>
    <message>
        <source>d</source>
        <translation>d</translation>
    </message>
    <message>
        <source>date, as in 2026-11-21</source>
        <translation>datum, som 2026-11-21</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>tidsgränsen</translation>
    </message>
    <message>
        <source>deadline has passed</source>
        <translation>tidsgränsen har passerat</translation>
    </message>
    <message>
        <source>decides what agents ask for</source>
        <translation>beslutar om det som agenter ber om</translation>
    </message>
    <message>
        <source>decisions that stand</source>
        <translation>beslut som gäller</translation>
    </message>
    <message>
        <source>document</source>
        <translation>dokument</translation>
    </message>
    <message>
        <source>done</source>
        <translation>klar</translation>
    </message>
    <message>
        <source>doubtful from entry {entry} on</source>
        <translation>tveksam från och med post {entry}</translation>
    </message>
    <message>
        <source>down from {share}</source>
        <translation>ned från {share}</translation>
    </message>
    <message>
        <source>edited and approved, entry {seq} · delivered</source>
        <translation>ändrad och godkänd, post {seq} · levererad</translation>
    </message>
    <message>
        <source>entries must differ</source>
        <translation>elementen måste skilja sig åt</translation>
    </message>
    <message>
        <source>entries {first} to {last}</source>
        <translation>post {first} till {last}</translation>
    </message>
    <message>
        <source>entry {number}</source>
        <translation>post {number}</translation>
    </message>
    <message>
        <source>escalated</source>
        <translation>eskalerad</translation>
    </message>
    <message>
        <source>escalated to you</source>
        <translation>eskalerad till dig</translation>
    </message>
    <message>
        <source>escalated: {words}</source>
        <translation>eskalerad: {words}</translation>
    </message>
    <message>
        <source>every day</source>
        <translation>varje dag</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>allt</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>utgången</translation>
    </message>
    <message>
        <source>expiring within 15 minutes</source>
        <translation>går ut inom 15 minuter</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>misslyckades</translation>
    </message>
    <message>
        <source>failed or unknown</source>
        <translation>misslyckade eller okända</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>fungerar inte</translation>
    </message>
    <message>
        <source>far above the others' amounts</source>
        <translation>långt över de andras belopp</translation>
    </message>
    <message>
        <source>fell out</source>
        <translation>föll bort</translation>
    </message>
    <message>
        <source>fell to {level} on {day}: {why}</source>
        <translation>föll till {level} den {day}: {why}</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>fast</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>ihopfälld</translation>
    </message>
    <message>
        <source>found in {time} ms</source>
        <translation>hittat på {time} ms</translation>
    </message>
    <message>
        <source>from</source>
        <translation>från</translation>
    </message>
    <message>
        <source>from entry {entry} on</source>
        <translation>från och med post {entry}</translation>
    </message>
    <message>
        <source>from entry {entry} on; signs nothing but a new key of this person</source>
        <translation>från och med post {entry}; signerar inget annat än en ny nyckel för den här personen</translation>
    </message>
    <message>
        <source>from {name}</source>
        <translation>från {name}</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>gatewayen</translation>
    </message>
    <message>
        <source>grace {seconds} s</source>
        <translation>frist {seconds} s</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>holds another history</source>
        <translation>har en annan historik</translation>
    </message>
    <message>
        <source>holds no head yet</source>
        <translation>har inget huvud än</translation>
    </message>
    <message>
        <source>holds nothing any more</source>
        <translation>innehåller inget längre</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>timmar</translation>
    </message>
    <message>
        <source>image</source>
        <translation>bild</translation>
    </message>
    <message>
        <source>in</source>
        <translation>i</translation>
    </message>
    <message>
        <source>in 30 days</source>
        <translation>på 30 dagar</translation>
    </message>
    <message>
        <source>in one list</source>
        <translation>i en lista</translation>
    </message>
    <message>
        <source>in {time}</source>
        <translation>på {time}</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>är högst</translation>
    </message>
    <message>
        <source>is refused</source>
        <translation>nekas</translation>
    </message>
    <message>
        <source>it cannot be approved as it is</source>
        <translation>den kan inte godkännas som den är</translation>
    </message>
    <message>
        <source>it cannot be shown</source>
        <translation>den kan inte visas</translation>
    </message>
    <message>
        <source>it holds characters that cannot be seen</source>
        <translation>den innehåller tecken som inte syns</translation>
    </message>
    <message>
        <source>it is</source>
        <translation>är den</translation>
    </message>
    <message>
        <source>it is another agent's or tool's</source>
        <translation>den hör till en annan agent eller ett annat verktyg</translation>
    </message>
    <message>
        <source>it is {risk}</source>
        <translation>den är {risk}</translation>
    </message>
    <message>
        <source>it no longer waits</source>
        <translation>den väntar inte längre</translation>
    </message>
    <message>
        <source>its amount cannot be read</source>
        <translation>dess belopp kan inte läsas</translation>
    </message>
    <message>
        <source>its facts are too long to be read in a list</source>
        <translation>dess fakta är för långa för att läsas i en lista</translation>
    </message>
    <message>
        <source>its gateway</source>
        <translation>dess gateway</translation>
    </message>
    <message>
        <source>just now ({time})</source>
        <translation>alldeles nyss ({time})</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>uppfyllt</translation>
    </message>
    <message numerus="yes">
        <source>kept for {number} days</source>
        <translation><numerusform>behålls i {number} dag</numerusform><numerusform>behålls i {number} dagar</numerusform></translation>
    </message>
    <message>
        <source>key {id} of {person}</source>
        <translation>nyckel {id} för {person}</translation>
    </message>
    <message>
        <source>lease {seconds} s</source>
        <translation>lease {seconds} s</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>mindre än en minut kvar</translation>
    </message>
    <message>
        <source>less than {bound} is needed</source>
        <translation>mindre än {bound} behövs</translation>
    </message>
    <message>
        <source>level {n}</source>
        <translation>nivå {n}</translation>
    </message>
    <message>
        <source>link, not opened</source>
        <translation>länk, inte öppnad</translation>
    </message>
    <message>
        <source>list of numbers</source>
        <translation>lista med tal</translation>
    </message>
    <message>
        <source>list of texts</source>
        <translation>lista med texter</translation>
    </message>
    <message>
        <source>list of whole numbers</source>
        <translation>lista med heltal</translation>
    </message>
    <message>
        <source>live</source>
        <translation>ansluten</translation>
    </message>
    <message>
        <source>locking of the login session</source>
        <translation>låsning av inloggningssessionen</translation>
    </message>
    <message>
        <source>log {name}</source>
        <translation>logg {name}</translation>
    </message>
    <message>
        <source>longest {number}</source>
        <translation>längst {number}</translation>
    </message>
    <message>
        <source>lowered to {level}</source>
        <translation>sänkt till {level}</translation>
    </message>
    <message>
        <source>marked as wrong</source>
        <translation>märkta som fel</translation>
    </message>
    <message>
        <source>message</source>
        <translation>meddelande</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>mine</source>
        <translation>mina</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>minuter</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>inte uppfyllt</translation>
    </message>
    <message>
        <source>money: an amount</source>
        <translation>pengar: ett belopp</translation>
    </message>
    <message>
        <source>more below</source>
        <translation>mer längre ned</translation>
    </message>
    <message>
        <source>more than {bound} is needed</source>
        <translation>mer än {bound} behövs</translation>
    </message>
    <message>
        <source>never</source>
        <translation>aldrig</translation>
    </message>
    <message>
        <source>new value {value}</source>
        <translation>nytt värde {value}</translation>
    </message>
    <message>
        <source>newest head held by {holder} · {newer}</source>
        <translation>nyaste huvudet finns hos {holder} · {newer}</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>inget svar</translation>
    </message>
    <message>
        <source>no deadline</source>
        <translation>ingen tidsgräns</translation>
    </message>
    <message>
        <source>no decision whose asking is known</source>
        <translation>inget beslut vars fråga är känd</translation>
    </message>
    <message>
        <source>no decisions yet</source>
        <translation>inga beslut än</translation>
    </message>
    <message>
        <source>no head elsewhere</source>
        <translation>inget huvud på annat håll</translation>
    </message>
    <message>
        <source>no longer waits</source>
        <translation>väntar inte längre</translation>
    </message>
    <message>
        <source>no reason was given</source>
        <translation>inget skäl angavs</translation>
    </message>
    <message>
        <source>no role</source>
        <translation>ingen roll</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>ingen</translation>
    </message>
    <message>
        <source>nobody answered</source>
        <translation>ingen svarade</translation>
    </message>
    <message>
        <source>nobody else holds a head of it</source>
        <translation>ingen annan har ett huvud av den</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ingen</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>inga än</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>inte angivet</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>inte uppfyllt</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>inte känt</translation>
    </message>
    <message>
        <source>note</source>
        <translation>anteckning</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>ingenting</translation>
    </message>
    <message>
        <source>nothing due</source>
        <translation>inget att gallra</translation>
    </message>
    <message>
        <source>nothing newer</source>
        <translation>inget nyare</translation>
    </message>
    <message>
        <source>nothing to count yet</source>
        <translation>inget att räkna än</translation>
    </message>
    <message>
        <source>nothing; change it as JSON</source>
        <translation>ingenting; ändra det som JSON</translation>
    </message>
    <message>
        <source>number</source>
        <translation>tal</translation>
    </message>
    <message>
        <source>of {number} that ended</source>
        <translation>av {number} som avslutats</translation>
    </message>
    <message>
        <source>of {number}; the charter sets no bound</source>
        <translation>av {number}; uppdragsbeskrivningen sätter ingen gräns</translation>
    </message>
    <message>
        <source>of {number}; {bound}: {verdict}</source>
        <translation>av {number}; {bound}: {verdict}</translation>
    </message>
    <message>
        <source>off</source>
        <translation>av</translation>
    </message>
    <message>
        <source>old value {value}</source>
        <translation>gammalt värde {value}</translation>
    </message>
    <message>
        <source>on no day</source>
        <translation>ingen dag</translation>
    </message>
    <message>
        <source>on {day} at {time}</source>
        <translation>den {day} kl. {time}</translation>
    </message>
    <message>
        <source>one action</source>
        <translation>en åtgärd</translation>
    </message>
    <message numerus="yes">
        <source>one of {count}</source>
        <translation><numerusform>en av {count}</numerusform><numerusform>en av {count}</numerusform></translation>
    </message>
    <message>
        <source>one per line</source>
        <translation>ett per rad</translation>
    </message>
    <message>
        <source>one person's</source>
        <translation>en persons</translation>
    </message>
    <message>
        <source>only</source>
        <translation>bara</translation>
    </message>
    <message>
        <source>optional, not given by the agent</source>
        <translation>valfritt, inte angivet av agenten</translation>
    </message>
    <message>
        <source>or</source>
        <translation>eller</translation>
    </message>
    <message>
        <source>orders, customer names</source>
        <translation>order, kundnamn</translation>
    </message>
    <message>
        <source>outside its limits on {day}</source>
        <translation>utanför sina gränser {day}</translation>
    </message>
    <message>
        <source>over 99.9 %</source>
        <translation>över 99,9 %</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>ägare</translation>
    </message>
    <message>
        <source>p90 takes 10 decisions</source>
        <translation>p90 kräver 10 beslut</translation>
    </message>
    <message>
        <source>p99 takes 100 decisions</source>
        <translation>p99 kräver 100 beslut</translation>
    </message>
    <message>
        <source>payee: who is paid</source>
        <translation>mottagare: får betalt</translation>
    </message>
    <message>
        <source>plain: only shown</source>
        <translation>enkelt: visas bara</translation>
    </message>
    <message>
        <source>policy</source>
        <translation>regelverket</translation>
    </message>
    <message>
        <source>proposes this action</source>
        <translation>föreslår den här åtgärden</translation>
    </message>
    <message>
        <source>put off until {time}</source>
        <translation>uppskjuten till {time}</translation>
    </message>
    <message>
        <source>ran alone</source>
        <translation>kördes utan en person</translation>
    </message>
    <message>
        <source>ran and failed</source>
        <translation>kördes och misslyckades</translation>
    </message>
    <message>
        <source>ran, outcome unknown</source>
        <translation>kördes, okänt utfall</translation>
    </message>
    <message>
        <source>reads and verifies, changes nothing</source>
        <translation>läser och verifierar, ändrar inget</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>ansluter igen</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>nekad</translation>
    </message>
    <message>
        <source>refused: {why}</source>
        <translation>nekat: {why}</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>avslagen</translation>
    </message>
    <message>
        <source>rejected by itself at {time} if nobody decides</source>
        <translation>avslås av sig självt {time} om ingen beslutar</translation>
    </message>
    <message>
        <source>rejected, entry {seq} · delivered</source>
        <translation>avslagen, post {seq} · levererad</translation>
    </message>
    <message>
        <source>reviewer</source>
        <translation>granskare</translation>
    </message>
    <message>
        <source>root</source>
        <translation>rot</translation>
    </message>
    <message>
        <source>rows that a figure is made of</source>
        <translation>rader som en siffra består av</translation>
    </message>
    <message>
        <source>running now</source>
        <translation>körs nu</translation>
    </message>
    <message>
        <source>runs alone</source>
        <translation>körs utan en person</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>sent to people</source>
        <translation>skickade till personer</translation>
    </message>
    <message>
        <source>shorter than it was</source>
        <translation>kortare än den var</translation>
    </message>
    <message>
        <source>shown to nobody else</source>
        <translation>visas för ingen annan</translation>
    </message>
    <message>
        <source>signed order</source>
        <translation>signerad order</translation>
    </message>
    <message>
        <source>signed, entry {seq}</source>
        <translation>signerat, post {seq}</translation>
    </message>
    <message>
        <source>signed, entry {seq} · delivering…</source>
        <translation>signerat, post {seq} · levererar…</translation>
    </message>
    <message>
        <source>signed, entry {seq} · in the outbox</source>
        <translation>signerat, post {seq} · i utkorgen</translation>
    </message>
    <message>
        <source>sleep</source>
        <translation>vila</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>någon</translation>
    </message>
    <message>
        <source>steps in Counterseal's own form</source>
        <translation>steg i Counterseals egen form</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>lyckade</translation>
    </message>
    <message>
        <source>table, 1 row</source>
        <translation>tabell, 1 rad</translation>
    </message>
    <message>
        <source>table, {n} rows</source>
        <translation>tabell, {n} rader</translation>
    </message>
    <message>
        <source>taken back, entry {seq}</source>
        <translation>återtaget, post {seq}</translation>
    </message>
    <message>
        <source>taken back, entry {seq} · delivered</source>
        <translation>återtagen, post {seq} · levererad</translation>
    </message>
    <message>
        <source>taken out</source>
        <translation>borttaget</translation>
    </message>
    <message>
        <source>target {share}</source>
        <translation>mål {share}</translation>
    </message>
    <message>
        <source>target: what it acts on</source>
        <translation>mål: det som berörs</translation>
    </message>
    <message>
        <source>text</source>
        <translation>text</translation>
    </message>
    <message>
        <source>the agent says it is less sure of it than of the others</source>
        <translation>agenten säger att den är mindre säker på den än på de andra</translation>
    </message>
    <message>
        <source>the agent took it back</source>
        <translation>agenten drog tillbaka den</translation>
    </message>
    <message>
        <source>the arguments</source>
        <translation>argumenten</translation>
    </message>
    <message>
        <source>the deadline has passed</source>
        <translation>tidsgränsen har passerat</translation>
    </message>
    <message>
        <source>the screen saver</source>
        <translation>skärmsläckaren</translation>
    </message>
    <message>
        <source>the tool does not know this choice</source>
        <translation>verktyget känner inte till det här valet</translation>
    </message>
    <message>
        <source>the tool does not know this member</source>
        <translation>verktyget känner inte till den här medlemmen</translation>
    </message>
    <message>
        <source>the tool expects another format</source>
        <translation>verktyget väntar sig ett annat format</translation>
    </message>
    <message>
        <source>the tool expects {kinds}</source>
        <translation>verktyget väntar sig {kinds}</translation>
    </message>
    <message>
        <source>the tool takes one value only</source>
        <translation>verktyget tar bara ett värde</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>den här datorn</translation>
    </message>
    <message>
        <source>this does not fit the tool's schema</source>
        <translation>detta passar inte verktygets schema</translation>
    </message>
    <message>
        <source>thread, 1 message</source>
        <translation>tråd, 1 meddelande</translation>
    </message>
    <message>
        <source>thread, {n} messages</source>
        <translation>tråd, {n} meddelanden</translation>
    </message>
    <message>
        <source>to</source>
        <translation>till</translation>
    </message>
    <message>
        <source>today at {time}</source>
        <translation>i dag kl. {time}</translation>
    </message>
    <message>
        <source>too few for p90</source>
        <translation>för få för p90</translation>
    </message>
    <message>
        <source>tool {name}</source>
        <translation>verktyg {name}</translation>
    </message>
    <message>
        <source>under 0.01 %</source>
        <translation>under 0,01 %</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>enhet</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>kan inte nås</translation>
    </message>
    <message>
        <source>until</source>
        <translation>till</translation>
    </message>
    <message>
        <source>up from {share}</source>
        <translation>upp från {share}</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>verifierad</translation>
    </message>
    <message>
        <source>void: the agent was halted</source>
        <translation>ogiltig: agenten nödstoppades</translation>
    </message>
    <message>
        <source>waited</source>
        <translation>väntade</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>väntar</translation>
    </message>
    <message>
        <source>waits for a person</source>
        <translation>väntar på en person</translation>
    </message>
    <message>
        <source>waits for {who}</source>
        <translation>väntar på {who}</translation>
    </message>
    <message>
        <source>was refused</source>
        <translation>nekades</translation>
    </message>
    <message>
        <source>was {roles}</source>
        <translation>var {roles}</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>heltal</translation>
    </message>
    <message>
        <source>with “{text}”</source>
        <translation>med ”{text}”</translation>
    </message>
    <message>
        <source>without a key pressed or the mouse moved</source>
        <translation>utan att en tangent trycks eller musen rörs</translation>
    </message>
    <message>
        <source>works</source>
        <translation>fungerar</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>ja eller nej</translation>
    </message>
    <message>
        <source>yesterday at {time}</source>
        <translation>i går kl. {time}</translation>
    </message>
    <message>
        <source>you decided on it already</source>
        <translation>du har redan beslutat om den</translation>
    </message>
    <message>
        <source>you may not decide it</source>
        <translation>du får inte besluta om den</translation>
    </message>
    <message>
        <source>your own log</source>
        <translation>din egen logg</translation>
    </message>
    <message>
        <source>{action}: {change}. {why}</source>
        <translation>{action}: {change}. {why}</translation>
    </message>
    <message>
        <source>{after} edited or rejected since {day}; it was {before}</source>
        <translation>{after} ändras eller avslås sedan {day}; tidigare {before}</translation>
    </message>
    <message>
        <source>{after} fails since {day}; it was {before}</source>
        <translation>{after} misslyckas sedan {day}; tidigare {before}</translation>
    </message>
    <message>
        <source>{after} goes to people since {day}; it was {before}</source>
        <translation>{after} går till personer sedan {day}; tidigare {before}</translation>
    </message>
    <message>
        <source>{after} instead of {before} of {all} would have run alone.</source>
        <translation>{after} i stället för {before} av {all} skulle ha körts utan en person.</translation>
    </message>
    <message>
        <source>{agents}: steady</source>
        <translation>{agents}: stabilt</translation>
    </message>
    <message>
        <source>{agents}: too few actions to tell</source>
        <translation>{agents}: för få åtgärder för att säga något</translation>
    </message>
    <message>
        <source>{agent} asks to call {tool} · asked {when} · owner {owner} answers for it</source>
        <translation>{agent} ber att få anropa {tool} · frågades {when} · ägaren {owner} ansvarar för den</translation>
    </message>
    <message>
        <source>{agent} is registered</source>
        <translation>{agent} är registrerad</translation>
    </message>
    <message>
        <source>{agent} waits for a second owner</source>
        <translation>{agent} väntar på en andra ägare</translation>
    </message>
    <message>
        <source>{agent} · owner {owner}</source>
        <translation>{agent} · ägare {owner}</translation>
    </message>
    <message>
        <source>{agent}, owner {owner}</source>
        <translation>{agent}, ägare {owner}</translation>
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
        <translation>{alone} utan en person, {wait} skulle ha väntat på en person, {refused} skulle ha nekats.</translation>
    </message>
    <message>
        <source>{alone} alone, {wait} would have waited for a person.</source>
        <translation>{alone} utan en person, {wait} skulle ha väntat på en person.</translation>
    </message>
    <message>
        <source>{answer} stands for what you write. Empty: your words as they are.</source>
        <translation>{answer} står för det du skriver. Tomt: dina ord som de är.</translation>
    </message>
    <message>
        <source>{approvals}: {names}</source>
        <translation>{approvals}: {names}</translation>
    </message>
    <message>
        <source>{approve}, as edited</source>
        <translation>{approve}, med ändringen</translation>
    </message>
    <message>
        <source>{at} of {n}</source>
        <translation>{at} av {n}</translation>
    </message>
    <message>
        <source>{before}, with this it {after}</source>
        <translation>{before}, med detta skulle gälla: {after}</translation>
    </message>
    <message>
        <source>{change}: sign as second person</source>
        <translation>{change}: signera som andra person</translation>
    </message>
    <message>
        <source>{change}: signed, entry {entry}.</source>
        <translation>{change}: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>{columns} more columns are not shown</source>
        <translation>{columns} kolumner till visas inte</translation>
    </message>
    <message>
        <source>{column}: {value}</source>
        <translation>{column}: {value}</translation>
    </message>
    <message numerus="yes">
        <source>{count} actions are not told yet.</source>
        <translation><numerusform>{count} åtgärd är inte meddelad än.</numerusform><numerusform>{count} åtgärder är inte meddelade än.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} actions wait</source>
        <translation><numerusform>{count} åtgärd väntar</numerusform><numerusform>{count} åtgärder väntar</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} agents wait while this is closed</source>
        <translation><numerusform>{count} agent väntar medan detta är stängt</numerusform><numerusform>{count} agenter väntar medan detta är stängt</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} agents watched</source>
        <translation><numerusform>{count} agent följs</numerusform><numerusform>{count} agenter följs</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} changed</source>
        <translation><numerusform>{count} ändrat</numerusform><numerusform>{count} ändrade</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} earlier calls were edited.</source>
        <translation><numerusform>{count} tidigare anrop ändrades.</numerusform><numerusform>{count} tidigare anrop ändrades.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} hours left</source>
        <translation><numerusform>{count} timme kvar</numerusform><numerusform>{count} timmar kvar</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} keys, each proved to be the newcomer's own.</source>
        <translation><numerusform>{count} nyckel, och det är bevisat att den är den nya personens egen.</numerusform><numerusform>{count} nycklar, och det är bevisat att var och en är den nya personens egen.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} lines are no entries and are not shown.</source>
        <translation><numerusform>{count} rad är ingen post och visas inte.</numerusform><numerusform>{count} rader är inga poster och visas inte.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} minutes ago ({time})</source>
        <translation><numerusform>för {count} minut sedan ({time})</numerusform><numerusform>för {count} minuter sedan ({time})</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} minutes left</source>
        <translation><numerusform>{count} minut kvar</numerusform><numerusform>{count} minuter kvar</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more</source>
        <translation><numerusform>{count} till</numerusform><numerusform>{count} till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more measures are not shown; choose an agent.</source>
        <translation><numerusform>{count} mått till visas inte; välj en agent.</numerusform><numerusform>{count} mått till visas inte; välj en agent.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more people are not shown.</source>
        <translation><numerusform>{count} person till visas inte.</numerusform><numerusform>{count} personer till visas inte.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} more were taken back</source>
        <translation><numerusform>{count} till togs tillbaka</numerusform><numerusform>{count} till togs tillbaka</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} new actions wait</source>
        <translation><numerusform>{count} ny åtgärd väntar</numerusform><numerusform>{count} nya åtgärder väntar</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} people</source>
        <translation><numerusform>{count} person</numerusform><numerusform>{count} personer</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} signed, not yet delivered</source>
        <translation><numerusform>{count} signerad, inte levererad än</numerusform><numerusform>{count} signerade, inte levererade än</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} sources live</source>
        <translation><numerusform>{count} källa ansluten</numerusform><numerusform>{count} källor anslutna</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{count} views are kept at most. Forget one first.</source>
        <translation><numerusform>Högst {count} vy sparas. Glöm en först.</numerusform><numerusform>Högst {count} vyer sparas. Glöm en först.</numerusform></translation>
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
        <translation><numerusform>{currency} har {count} decimal</numerusform><numerusform>{currency} har {count} decimaler</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{currency} has {count} decimals</source>
        <translation><numerusform>{currency} har {count} decimal</numerusform><numerusform>{currency} har {count} decimaler</numerusform></translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} d</translation>
    </message>
    <message>
        <source>{days} d ago</source>
        <translation>för {days} d sedan</translation>
    </message>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} d {hours} h</translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation>{days} dagar</translation>
    </message>
    <message>
        <source>{days}, {times} ({zone})</source>
        <translation>{days}, {times} ({zone})</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{day} {month}</translation>
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
        <translation><numerusform>{day}, om {number} dag</numerusform><numerusform>{day}, om {number} dagar</numerusform></translation>
    </message>
    <message>
        <source>{day}, not over yet</source>
        <translation>{day}, inte slut än</translation>
    </message>
    <message>
        <source>{day}, tomorrow</source>
        <translation>{day}, i morgon</translation>
    </message>
    <message>
        <source>{day}, which has passed</source>
        <translation>{day}, som har passerat</translation>
    </message>
    <message>
        <source>{done} · delivered</source>
        <translation>{done} · levererat</translation>
    </message>
    <message>
        <source>{done} · delivered: {note}</source>
        <translation>{done} · levererat: {note}</translation>
    </message>
    <message>
        <source>{done} · delivering…</source>
        <translation>{done} · levererar…</translation>
    </message>
    <message>
        <source>{done} · delivering… {note}</source>
        <translation>{done} · levererar… {note}</translation>
    </message>
    <message>
        <source>{done} · refused by the gateway: {why}</source>
        <translation>{done} · nekat av gatewayen: {why}</translation>
    </message>
    <message>
        <source>{done} · waits in the outbox until {gateway} answers</source>
        <translation>{done} · väntar i utkorgen tills {gateway} svarar</translation>
    </message>
    <message>
        <source>{entries} checked in {seconds} s. {said}</source>
        <translation>{entries} kontrollerade på {seconds} s. {said}</translation>
    </message>
    <message>
        <source>{entries} in {path}. {said}</source>
        <translation>{entries} i {path}. {said}</translation>
    </message>
    <message>
        <source>{entries} · none newer here</source>
        <translation>{entries} · inga nyare här</translation>
    </message>
    <message numerus="yes">
        <source>{entries} · {number} newer here</source>
        <translation><numerusform>{entries} · {number} nyare här</numerusform><numerusform>{entries} · {number} nyare här</numerusform></translation>
    </message>
    <message>
        <source>{entries}, {state}</source>
        <translation>{entries}, {state}</translation>
    </message>
    <message>
        <source>{field} of each {tool}: at most {most}.</source>
        <translation>{field} för varje {tool}: högst {most}.</translation>
    </message>
    <message>
        <source>{field} of each {tool}: from {least} up to {most}.</source>
        <translation>{field} för varje {tool}: från {least} upp till {most}.</translation>
    </message>
    <message>
        <source>{field} of {tools}</source>
        <translation>{field} för {tools}</translation>
    </message>
    <message>
        <source>{field} of {tool}: {names}.</source>
        <translation>{field} för {tool}: {names}.</translation>
    </message>
    <message>
        <source>{field}: this begins like JSON and is none.</source>
        <translation>{field}: det här börjar som JSON men är inte det.</translation>
    </message>
    <message>
        <source>{figure} answered</source>
        <translation>{figure} besvarade</translation>
    </message>
    <message>
        <source>{figure} approved</source>
        <translation>{figure} godkända</translation>
    </message>
    <message>
        <source>{figure} chosen</source>
        <translation>{figure} valda</translation>
    </message>
    <message>
        <source>{figure} chosen, 1 of them stands out</source>
        <translation>{figure} valda, 1 av dem sticker ut</translation>
    </message>
    <message>
        <source>{figure} chosen, {out} of them stand out</source>
        <translation>{figure} valda, {out} av dem sticker ut</translation>
    </message>
    <message>
        <source>{figure} decided for this agent and tool</source>
        <translation>{figure} beslutade för den här agenten och verktyget</translation>
    </message>
    <message>
        <source>{figure} edited</source>
        <translation>{figure} ändrade</translation>
    </message>
    <message numerus="yes">
        <source>{figure} more</source>
        <translation><numerusform>{figure} till</numerusform><numerusform>{figure} till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{figure} more characters</source>
        <translation><numerusform>{figure} tecken till</numerusform><numerusform>{figure} tecken till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{figure} more lines</source>
        <translation><numerusform>{figure} rad till</numerusform><numerusform>{figure} rader till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{figure} more lines of the facts are folded away.</source>
        <translation><numerusform>{figure} faktarad till är ihopfälld.</numerusform><numerusform>{figure} faktarader till är ihopfällda.</numerusform></translation>
    </message>
    <message>
        <source>{figure} more wait behind these; decide them next.</source>
        <translation>{figure} till väntar bakom dessa; besluta om dem sedan.</translation>
    </message>
    <message>
        <source>{figure} new</source>
        <translation>{figure} nya</translation>
    </message>
    <message>
        <source>{figure} put off, none else waits</source>
        <translation>{figure} uppskjutna, inget annat väntar</translation>
    </message>
    <message>
        <source>{figure} rejected</source>
        <translation>{figure} avslagna</translation>
    </message>
    <message>
        <source>{filter}: press to look for any again</source>
        <translation>{filter}: tryck för att söka på alla igen</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} till {last}</translation>
    </message>
    <message>
        <source>{first} to {last} {year}</source>
        <translation>{first} till {last} {year}</translation>
    </message>
    <message>
        <source>{gateway} is away.</source>
        <translation>{gateway} är borta.</translation>
    </message>
    <message>
        <source>{gateway} is away. What you sign waits in the outbox and is checked there.</source>
        <translation>{gateway} är borta. Det du signerar väntar i utkorgen och kontrolleras där.</translation>
    </message>
    <message>
        <source>{gateway} is away: this is from {time}</source>
        <translation>{gateway} är borta: detta är från {time}</translation>
    </message>
    <message>
        <source>{gateway} is away; shown as of {time}.</source>
        <translation>{gateway} är borta; visas så som det var {time}.</translation>
    </message>
    <message>
        <source>{group} ({tools}): {level}.</source>
        <translation>{group} ({tools}): {level}.</translation>
    </message>
    <message>
        <source>{has} of 1 approval</source>
        <translation>{has} av 1 godkännande</translation>
    </message>
    <message numerus="yes">
        <source>{has} of {count} approvals</source>
        <translation><numerusform>{has} av {count} godkännande</numerusform><numerusform>{has} av {count} godkännanden</numerusform></translation>
    </message>
    <message>
        <source>{heading}: {figure}</source>
        <translation>{heading}: {figure}</translation>
    </message>
    <message numerus="yes">
        <source>{held} · {count} more held</source>
        <translation><numerusform>{held} · {count} till hålls</numerusform><numerusform>{held} · {count} till hålls</numerusform></translation>
    </message>
    <message>
        <source>{hits} of {trials}; likely {low} to {high}</source>
        <translation>{hits} av {trials}; troligen {low} till {high}</translation>
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
        <translation>för {hours} h {minutes} min sedan</translation>
    </message>
    <message>
        <source>{into} tokens in, {out} out</source>
        <translation>{into} token in, {out} ut</translation>
    </message>
    <message>
        <source>{key} belongs to fields, buttons and sheets.</source>
        <translation>{key} tillhör fält, knappar och dialoger.</translation>
    </message>
    <message>
        <source>{key} is already: {words}</source>
        <translation>{key} är redan: {words}</translation>
    </message>
    <message>
        <source>{kind}, {width} × {height} pixels, sent by the agent</source>
        <translation>{kind}, {width} × {height} bildpunkter, skickad av agenten</translation>
    </message>
    <message>
        <source>{label} is another than the others'</source>
        <translation>{label} skiljer sig från de andras</translation>
    </message>
    <message>
        <source>{language}, from the next start of the window on.</source>
        <translation>{language}, från nästa gång fönstret startas.</translation>
    </message>
    <message>
        <source>{level} can be proposed</source>
        <translation>{level} kan föreslås</translation>
    </message>
    <message>
        <source>{level} for {tools}</source>
        <translation>{level} för {tools}</translation>
    </message>
    <message>
        <source>{level} was signed; until it is signed again, this counts.</source>
        <translation>{level} signerades; tills den signeras igen gäller detta.</translation>
    </message>
    <message>
        <source>{level}. {words}</source>
        <translation>{level}. {words}</translation>
    </message>
    <message>
        <source>{mean} a day on {days} days, most {most} on {day}; {night} at night, {weekend} at weekends</source>
        <translation>{mean} per dag under {days} dagar, flest {most} den {day}; {night} på natten, {weekend} på helger</translation>
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
        <translation>för {minutes} min {seconds} s sedan</translation>
    </message>
    <message numerus="yes">
        <source>{names} and {count} more</source>
        <translation><numerusform>{names} och {count} till</numerusform><numerusform>{names} och {count} till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{names} and {number} more</source>
        <translation><numerusform>{names} och {number} till</numerusform><numerusform>{names} och {number} till</numerusform></translation>
    </message>
    <message>
        <source>{names} are halted</source>
        <translation>{names}: nödstoppade</translation>
    </message>
    <message>
        <source>{names} are halted by {who}</source>
        <translation>{names}: nödstoppade av {who}</translation>
    </message>
    <message>
        <source>{names} are halted by {who} since {time}</source>
        <translation>{names}: nödstoppade av {who} sedan {time}</translation>
    </message>
    <message>
        <source>{names} are halted since {time}</source>
        <translation>{names}: nödstoppade sedan {time}</translation>
    </message>
    <message>
        <source>{names} is halted</source>
        <translation>{names}: nödstoppad</translation>
    </message>
    <message>
        <source>{names} is halted by {who}</source>
        <translation>{names}: nödstoppad av {who}</translation>
    </message>
    <message>
        <source>{names} is halted by {who} since {time}</source>
        <translation>{names}: nödstoppad av {who} sedan {time}</translation>
    </message>
    <message>
        <source>{names} is halted since {time}</source>
        <translation>{names}: nödstoppad sedan {time}</translation>
    </message>
    <message>
        <source>{name}  ·  agent of {owner}</source>
        <translation>{name}  ·  agent som {owner} äger</translation>
    </message>
    <message>
        <source>{name} ({figure})</source>
        <translation>{name} ({figure})</translation>
    </message>
    <message>
        <source>{name} is looking at this</source>
        <translation>{name} tittar på detta</translation>
    </message>
    <message>
        <source>{name} is looking at this since {time}</source>
        <translation>{name} tittar på detta sedan {time}</translation>
    </message>
    <message>
        <source>{name}, as it is sent</source>
        <translation>{name}, så som det skickas</translation>
    </message>
    <message>
        <source>{name}, {state}, {held}</source>
        <translation>{name}, {state}, {held}</translation>
    </message>
    <message>
        <source>{name}: {amount} used</source>
        <translation>{name}: {amount} använt</translation>
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
        <translation>{name}: {value}, {goal}, uppfyllt</translation>
    </message>
    <message>
        <source>{name}: {value} {goal} missed</source>
        <translation>{name}: {value}, {goal}, inte uppfyllt</translation>
    </message>
    <message>
        <source>{night} at night (22 to 6), {weekend} at weekends.</source>
        <translation>{night} på natten (22 till 6), {weekend} på helger.</translation>
    </message>
    <message>
        <source>{note} Stops by itself at {time}</source>
        <translation>{note} Stannar av sig själv {time}</translation>
    </message>
    <message>
        <source>{now} wait now; at most {most} at the end of a day.</source>
        <translation>{now} väntar nu; som mest {most} i slutet av en dag.</translation>
    </message>
    <message numerus="yes">
        <source>{number} actions in {days} days, {alone} of them alone.</source>
        <translation><numerusform>{number} åtgärd på {days} dagar, varav {alone} utan person.</numerusform><numerusform>{number} åtgärder på {days} dagar, varav {alone} utan person.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} days</source>
        <translation><numerusform>{number} dag</numerusform><numerusform>{number} dagar</numerusform></translation>
    </message>
    <message>
        <source>{number} decisions</source>
        <translation>{number} beslut</translation>
    </message>
    <message numerus="yes">
        <source>{number} entries</source>
        <translation><numerusform>{number} post</numerusform><numerusform>{number} poster</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} entries are older than {days} days.</source>
        <translation><numerusform>{number} post är äldre än {days} dagar.</numerusform><numerusform>{number} poster är äldre än {days} dagar.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} entries here are newer than any head kept outside this profile: who has every key of this machine could change that without being found.</source>
        <translation><numerusform>{number} post här är nyare än alla huvuden som förvaras utanför den här profilen: den som har varje nyckel på den här datorn skulle kunna ändra den utan att det upptäcks.</numerusform><numerusform>{number} poster här är nyare än alla huvuden som förvaras utanför den här profilen: den som har varje nyckel på den här datorn skulle kunna ändra dem utan att det upptäcks.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} hours</source>
        <translation><numerusform>{number} timme</numerusform><numerusform>{number} timmar</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} minutes</source>
        <translation><numerusform>{number} minut</numerusform><numerusform>{number} minuter</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more</source>
        <translation><numerusform>{number} till</numerusform><numerusform>{number} till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more changes</source>
        <translation><numerusform>{number} ändring till</numerusform><numerusform>{number} ändringar till</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more would have gone otherwise</source>
        <translation><numerusform>{number} till skulle ha gått annorlunda</numerusform><numerusform>{number} till skulle ha gått annorlunda</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} more: find them by name.</source>
        <translation><numerusform>{number} till: sök dem på namn.</numerusform><numerusform>{number} till: sök dem på namn.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{number} newer</source>
        <translation><numerusform>{number} nyare</numerusform><numerusform>{number} nyare</numerusform></translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} av {all}</translation>
    </message>
    <message>
        <source>{number} of {all} answered</source>
        <translation>{number} av {all} svarade</translation>
    </message>
    <message>
        <source>{number} of {all} that had one</source>
        <translation>{number} av {all} som hade ett</translation>
    </message>
    <message numerus="yes">
        <source>{number} past their time</source>
        <translation><numerusform>{number} har passerat sin tid</numerusform><numerusform>{number} har passerat sin tid</numerusform></translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} s</translation>
    </message>
    <message numerus="yes">
        <source>{number} seconds</source>
        <translation><numerusform>{number} sekund</numerusform><numerusform>{number} sekunder</numerusform></translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} d</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>{n} hittade</translation>
    </message>
    <message>
        <source>{n} found so far</source>
        <translation>{n} hittade hittills</translation>
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
        <translation>{n} poster som inte är några steg hoppades över.</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message numerus="yes">
        <source>{n} steps</source>
        <translation><numerusform>{n} steg</numerusform><numerusform>{n} steg</numerusform></translation>
    </message>
    <message>
        <source>{n} steps below</source>
        <translation>{n} steg under</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} token</translation>
    </message>
    <message>
        <source>{owner} answers for every decision it makes.</source>
        <translation>{owner} ansvarar för varje beslut den fattar.</translation>
    </message>
    <message>
        <source>{owner} answers for it.</source>
        <translation>{owner} ansvarar för den.</translation>
    </message>
    <message>
        <source>{people} (usual)</source>
        <translation>{people} (det vanliga)</translation>
    </message>
    <message>
        <source>{period}, {agent}</source>
        <translation>{period}, {agent}</translation>
    </message>
    <message>
        <source>{person} answers for it from now on. It starts at L1 Operator: whatever it wants to do waits for a person.</source>
        <translation>{person} ansvarar för den från och med nu. Den börjar på L1 Operatör: allt den vill göra väntar på en person.</translation>
    </message>
    <message>
        <source>{person} is away</source>
        <translation>{person} är borta</translation>
    </message>
    <message>
        <source>{person} is away: signed, entry {entry}.</source>
        <translation>{person} är borta: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>{person} is back</source>
        <translation>{person} är tillbaka</translation>
    </message>
    <message>
        <source>{person} is back: signed, entry {entry}.</source>
        <translation>{person} är tillbaka: signerat, post {entry}.</translation>
    </message>
    <message>
        <source>{person} paused it {when}. What waits goes on where it stood.</source>
        <translation>{person} pausade den {when}. Det som väntar fortsätter där det stod.</translation>
    </message>
    <message>
        <source>{person} paused it. What waits goes on where it stood.</source>
        <translation>{person} pausade den. Det som väntar fortsätter där det stod.</translation>
    </message>
    <message>
        <source>{person} signed this {when}. With your signature it is in force; without it, it lapses ({day}). You answer for it as much as {person} does.</source>
        <translation>{person} signerade detta {when}. Med din signatur gäller det; utan den upphör det ({day}). Du ansvarar för det lika mycket som {person}.</translation>
    </message>
    <message>
        <source>{person}, not on the roster</source>
        <translation>{person}, finns inte i personförteckningen</translation>
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
        <translation>{place}: inget</translation>
    </message>
    <message>
        <source>{place}: {name}</source>
        <translation>{place}: {name}</translation>
    </message>
    <message>
        <source>{reason} stands for what you write. Empty: a rejected task is cancelled.</source>
        <translation>{reason} står för det du skriver. Tomt: en avslagen uppgift avbryts.</translation>
    </message>
    <message>
        <source>{risk} risk: {title}, {under}, {left}</source>
        <translation>Risk {risk}: {title}, {under}, {left}</translation>
    </message>
    <message numerus="yes">
        <source>{risk} takes {count} people here.</source>
        <translation><numerusform>{risk} kräver {count} person här.</numerusform><numerusform>{risk} kräver {count} personer här.</numerusform></translation>
    </message>
    <message>
        <source>{risk} while {field} is at most {most}.</source>
        <translation>{risk} så länge {field} är högst {most}.</translation>
    </message>
    <message>
        <source>{risk}, most others are lower</source>
        <translation>{risk}, de flesta andra är lägre</translation>
    </message>
    <message>
        <source>{risk}: a reason and your passphrase are needed. It counts as your approval; another person must approve it too, and one of you two must not be its owner.</source>
        <translation>{risk}: ett skäl och din lösenfras behövs. Det räknas som ditt godkännande; en annan person måste också godkänna den, och en av er två får inte vara dess ägare.</translation>
    </message>
    <message>
        <source>{risk}: a reason and your passphrase are needed. It needs one approval from somebody other than you.</source>
        <translation>{risk}: ett skäl och din lösenfras behövs. Det krävs ett godkännande från någon annan än du.</translation>
    </message>
    <message>
        <source>{risk}: a reason and your passphrase are needed. You are the only reviewer of this profile; the record says so.</source>
        <translation>{risk}: ett skäl och din lösenfras behövs. Du är den enda granskaren i den här profilen; det står i posten.</translation>
    </message>
    <message>
        <source>{risk}: your signature approves exactly this changed action, once.</source>
        <translation>{risk}: din signatur godkänner exakt den här ändrade åtgärden, en gång.</translation>
    </message>
    <message>
        <source>{risk}: {agent}</source>
        <translation>{risk}: {agent}</translation>
    </message>
    <message>
        <source>{rows} more rows and {columns} more columns are not shown</source>
        <translation>{rows} rader till och {columns} kolumner till visas inte</translation>
    </message>
    <message>
        <source>{rows} more rows are not shown</source>
        <translation>{rows} rader till visas inte</translation>
    </message>
    <message>
        <source>{rows} rows lie in {path}.</source>
        <translation>{rows} rader ligger i {path}.</translation>
    </message>
    <message>
        <source>{rule} in {place}</source>
        <translation>{rule} i {place}</translation>
    </message>
    <message>
        <source>{said} First bad entry: {seq}.</source>
        <translation>{said} Första felaktiga post: {seq}.</translation>
    </message>
    <message>
        <source>{search} finds everything the window can do.</source>
        <translation>{search} hittar allt som fönstret kan göra.</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{seconds} s ago</source>
        <translation>för {seconds} s sedan</translation>
    </message>
    <message>
        <source>{series}: {value}</source>
        <translation>{series}: {value}</translation>
    </message>
    <message>
        <source>{share} of actions went to people</source>
        <translation>{share} av åtgärderna gick till personer</translation>
    </message>
    <message>
        <source>{share} ran alone</source>
        <translation>{share} kördes utan person</translation>
    </message>
    <message>
        <source>{shown} shown</source>
        <translation>{shown} visas</translation>
    </message>
    <message>
        <source>{size}, verified to {seq}</source>
        <translation>{size}, verifierad till {seq}</translation>
    </message>
    <message numerus="yes">
        <source>{source} and {count} more</source>
        <translation><numerusform>{source} och {count} till</numerusform><numerusform>{source} och {count} till</numerusform></translation>
    </message>
    <message>
        <source>{summary} Most on {day}: {number}.</source>
        <translation>{summary} Flest {day}: {number}.</translation>
    </message>
    <message>
        <source>{time} earlier</source>
        <translation>{time} tidigare</translation>
    </message>
    <message>
        <source>{time} later</source>
        <translation>{time} senare</translation>
    </message>
    <message>
        <source>{time} {took}: {what}</source>
        <translation>{time} {took}: {what}</translation>
    </message>
    <message>
        <source>{time}, over {number}</source>
        <translation>{time}, av {number}</translation>
    </message>
    <message>
        <source>{title}  ·  {risk}, {agent}</source>
        <translation>{title}  ·  {risk}, {agent}</translation>
    </message>
    <message>
        <source>{title} fell out</source>
        <translation>{title} föll bort</translation>
    </message>
    <message>
        <source>{title}, as a table</source>
        <translation>{title}, som tabell</translation>
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
        <translation>{title}: siffror visas.</translation>
    </message>
    <message>
        <source>{title}: {why}</source>
        <translation>{title}: {why}</translation>
    </message>
    <message>
        <source>{total} entries</source>
        <translation>{total} poster</translation>
    </message>
    <message>
        <source>{used} of {most} ({name})</source>
        <translation>{used} av {most} ({name})</translation>
    </message>
    <message>
        <source>{used} of {most} calls {period}</source>
        <translation>{used} av {most} anrop {period}</translation>
    </message>
    <message>
        <source>{used} of {most} {period}</source>
        <translation>{used} av {most} {period}</translation>
    </message>
    <message>
        <source>{verdict}, runs in {left} s: {title}</source>
        <translation>{verdict}, körs om {left} s: {title}</translation>
    </message>
    <message>
        <source>{verdict}: signed, entry {seq}</source>
        <translation>{verdict}: signerat, post {seq}</translation>
    </message>
    <message>
        <source>{what}: signed, entry {seq}.</source>
        <translation>{what}: signerat, post {seq}.</translation>
    </message>
    <message>
        <source>{who}: {what}</source>
        <translation>{who}: {what}</translation>
    </message>
    <message>
        <source>{why}. Reading works; signing asks for your passphrase.</source>
        <translation>{why}. Läsning fungerar; för att signera krävs din lösenfras.</translation>
    </message>
    <message>
        <source>{words} · done</source>
        <translation>{words} · klart</translation>
    </message>
    <message>
        <source>{words}, decided by {person}</source>
        <translation>{words}, beslutat av {person}</translation>
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
        <translation>{words}. Enter visar raderna.</translation>
    </message>
    <message>
        <source>{words}: press the new key, or Esc</source>
        <translation>{words}: tryck på den nya tangenten, eller Esc</translation>
    </message>
    <message>
        <source>{words}: {key}</source>
        <translation>{words}: {key}</translation>
    </message>
</context>
</TS>
