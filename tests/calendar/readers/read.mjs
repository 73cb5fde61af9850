// When the meetings of calendar files are, by ical.js, which knows no zones but those a file tells of.
// In: [{"file": "BEGIN:VCALENDAR…", "until": seconds}, …]; out: [[seconds, …], …]
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

function starts({ file, until }) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  const moved = events.filter((event) => event.isRecurrenceException());
  const [master] = events.filter((event) => !event.isRecurrenceException());
  if (master.component.getFirstPropertyValue("status") === "CANCELLED") return [];
  if (!master.isRecurring()) return [master.startDate.toUnixTime()];
  const found = moved.map((event) => event.startDate.toUnixTime());
  const away = new Set(moved.map((event) => event.recurrenceId.toString()));
  const days = master.iterator();
  for (let day = days.next(); day && day.toUnixTime() < until; day = days.next()) {
    if (!away.has(day.toString())) found.push(day.toUnixTime());
  }
  return found.sort((one, other) => one - other);
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(starts)));
