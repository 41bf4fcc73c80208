// A certified OpenID provider on this machine, for one test: oidc-provider. It says on standard output, as a JSON line, where it listens; then
// takes on standard input, as a JSON line, its clients and whether it puts a person's claims in the id_token. Whoever signs in by
// a name is that name@example.com with the password of the same name; "admin" is a ReferralsAdmin. Ends with its standard input.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const server = createServer();
await new Promise(listening => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${server.address().port}`;
process.stdout.write(JSON.stringify({ address }) + "\n");
const lines = createInterface({ input: process.stdin });
const { clients, inToken } = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);

const provider = new Provider(address, {
  clients,
  conformIdTokenClaims: !inToken,
  claims: { openid: ["sub"], profile: ["name", "roles", "tid"], email: ["email", "email_verified"] },
  features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: false } },
  // It would not post to an address of this machine.
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  cookies: { keys: ["for one test"] },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `${id[0].toUpperCase()}${id.slice(1)} of Contoso`, email: `${id}@example.com`, email_verified: true, tid: "contoso", roles: id === "admin" ? ["ReferralsAdmin"] : [] }),
  }),
  // Whoever signed in agrees.
  loadExistingGrant: async ctx => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});
provider.on("server_error", (_ctx, error) => console.error(error));

const page = (response, body) => response.setHeader("content-type", "text/html").end(`<!DOCTYPE html><html lang="en"><title>Provider</title><h1>Provider</h1>${body}`);
server.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  try {
    if (request.method === "GET") return page(response, `<form method="post"><label>Name <input name="name"></label> <label>Password <input name="password" type="password"></label> <button>Sign in</button> <button name="stop" value="1">Stop</button></form>`);
    const parts = [];
    for await (const part of request) parts.push(part);
    const form = new URLSearchParams(Buffer.concat(parts).toString());
    if (form.get("stop")) return await provider.interactionFinished(request, response, { error: "access_denied", error_description: "stopped" });
    if (form.get("password") !== form.get("name")) return page(response, "<p>Who are you?</p>");
    await provider.interactionFinished(request, response, { login: { accountId: form.get("name") } });
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(error.message);
  }
});
lines.on("close", () => process.exit());
process.stdout.write(JSON.stringify({ ready: true }) + "\n");
