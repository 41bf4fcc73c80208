// Files can be dropped anywhere on the page of sources; they are then in the form's own field, and sent as if they had been chosen.

export function takeDrops(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=file]"), place = form.querySelector<HTMLElement>(".drop-field");
  if (!field || !place) return;
  let within = 0;
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragenter", event => {
    if (holdsFiles(event) && ++within > 0) place.classList.add("over");
  });
  document.addEventListener("dragleave", event => {
    if (holdsFiles(event) && --within <= 0) place.classList.remove("over");
  });
  document.addEventListener("dragover", event => {
    if (holdsFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", event => {
    if (!event.dataTransfer || !holdsFiles(event)) return;
    event.preventDefault();
    within = 0;
    place.classList.remove("over");
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
