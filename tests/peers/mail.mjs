// A whole mail on standard input; what is in it, read by postal-mime, as JSON on standard output.
import PostalMime from "postal-mime";

export async function whatIsIn(raw) {
  const mail = await PostalMime.parse(raw);
  return {
    subject: mail.subject, messageId: mail.messageId, headers: mail.headers, text: mail.text, html: mail.html,
    attachments: mail.attachments.map(a => ({ type: a.mimeType, contentId: a.contentId, related: a.related === true, content: Buffer.from(a.content).toString("base64") })),
  };
}

if (process.argv[1] === import.meta.filename) {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  console.log(JSON.stringify(await whatIsIn(Buffer.concat(parts))));
}
