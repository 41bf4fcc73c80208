// A mail server on this machine, for one test. `node smtp.mjs PORT [tls] [USER PASSWORD]`; port 0 takes a free one, tls speaks it from the first byte. Says on standard output,
// a JSON object a line, where it listens and what arrived, read by postal-mime. Refuses nobody@ for good and busy@ for now; takes
// no mail before a user signed in when there is one; offers STARTTLS with a certificate nobody trusts. Ends with its standard input.
import { SMTPServer } from "smtp-server";
import { whatIsIn } from "./mail.mjs";

const [port, ...words] = process.argv.slice(2);
const secure = words[0] === "tls";
const [user, password] = words.slice(secure ? 1 : 0);
const say = what => process.stdout.write(JSON.stringify(what) + "\n");
const error = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  secure,
  authOptional: user === undefined,
  allowInsecureAuth: true,
  onAuth: (auth, _session, done) => auth.username === user && auth.password === password ? done(null, { user }) : done(error(535, "5.7.8 Who are you?")),
  onRcptTo: ({ address }, _session, done) =>
    done(address.startsWith("nobody@") ? error(550, "5.1.1 No such user here") : address.startsWith("busy@") ? error(450, "4.2.1 Mailbox busy, come back") : null),
  onData: (stream, session, done) => {
    const parts = [];
    stream.on("data", part => parts.push(part));
    stream.on("end", async () => {
      const { mailFrom, rcptTo } = session.envelope;
      say({ from: mailFrom.address, to: rcptTo.map(to => to.address), user: session.user ?? null, ...await whatIsIn(Buffer.concat(parts)) });
      done();
    });
  },
});
server.on("error", problem => { console.error(problem.message); process.exitCode = 1; server.close(); });
server.listen(Number(port), "127.0.0.1", () => say({ port: server.server.address().port }));
process.stdin.resume().on("end", () => process.exit());
