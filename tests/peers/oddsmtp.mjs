// A mail server that keeps the rules but for some recipients, for one test. The name before the @ says what it does: WHAT-at-rcpt or
// WHAT-after-data, where WHAT is silent (no answer, the line stays open), gone (it hangs up) or words (an answer that is no SMTP).
// Says on standard output, a JSON object a line, where it listens and what it took. Ends with its standard input.
import { createServer } from "node:net";

const say = what => process.stdout.write(JSON.stringify(what) + "\n");

const server = createServer(socket => {
  let to = "", data = false, rest = "";
  const answer = text => socket.write(text + "\r\n");
  const oddly = (where, otherwise) => {
    const [, what] = new RegExp(`^(\\w+)-${where}`).exec(to) ?? [];
    if (what === "gone") socket.destroy();
    else if (what === "words") answer("Hello, this is not the protocol you are looking for");
    else if (what !== "silent") otherwise();
  };
  const line = text => {
    if (data) {
      if (text !== ".") return;
      data = false;
      oddly("after-data", () => { say({ to: [to] }); answer("250 2.0.0 Taken"); });
      return;
    }
    const verb = text.slice(0, 4).toUpperCase();
    if (verb === "EHLO") answer("250 odd.example.com");
    else if (verb === "RCPT") { to = /<(.*)>/.exec(text)[1]; oddly("at-rcpt", () => answer("250 2.1.5 Ok")); }
    else if (verb === "DATA") { data = true; answer("354 Go on"); }
    else if (verb === "QUIT") socket.end("221 2.0.0 Bye\r\n");
    else answer("250 2.0.0 Ok");
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", part => {
    const lines = (rest + part).split("\r\n");
    rest = lines.pop();
    lines.forEach(line);
  });
  answer("220 odd.example.com");
});
server.listen(0, "127.0.0.1", () => say({ port: server.address().port }));
process.stdin.resume().on("end", () => process.exit());
