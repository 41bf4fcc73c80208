// Says that newer data is in the store than this page shows. Only a page somebody looks at listens: a browser has few connections.

export function listenForNewer(line: HTMLElement): void {
  let source: EventSource | undefined;
  const stop = () => {
    source?.close();
    source = undefined;
  };
  const listen = () => {
    if (source || !line.hidden || document.visibilityState !== "visible") return;
    source = new EventSource(line.dataset["newer"] ?? "");
    source.addEventListener("newer", event => {
      stop();
      const at = new Date((event as MessageEvent<string>).data);
      const said = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      line.firstElementChild!.textContent = (line.dataset["text"] ?? "").replace("{0}", said);
      line.hidden = false;
    });
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" ? listen() : stop());
  addEventListener("pagehide", stop);
  listen();
}
