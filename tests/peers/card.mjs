// An Adaptive Card of version 1.4 on standard input; on standard output, as JSON, what Microsoft's own renderer finds wrong with it, and the
// card as that read it: what it does not know is not in there.
import { createRequire } from "node:module";

const { AdaptiveCard, SerializationContext, Versions } = createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");
const parts = [];
for await (const part of process.stdin) parts.push(part);
const context = new SerializationContext(Versions.v1_4), card = new AdaptiveCard();
card.parse(JSON.parse(Buffer.concat(parts).toString()), context);
console.log(JSON.stringify({
  faults: [...Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message), ...card.validateProperties().validationEvents.map(e => e.message)],
  card: card.toJSON(new SerializationContext(Versions.v1_4)),
}));
