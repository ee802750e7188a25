// What happened with assets is sent to the API beside everything else. It waits in a queue of the browser until the
// server has written it down, so that neither a dead spot nor a closed page loses it.
const DOCUMENT = `mutation Record($input: RecordUsageBatchInput!) { recordUsageBatch(input: $input) {
  ... on RecordUsageBatchPayload { recorded refused }
  ... on MutationErrors { errors { code } } } }`;
const MOST = 500; // events of one request
const MOST_KEPT = 2000; // events; of more the oldest are let go
const OLDEST = 30 * 24 * 3600 * 1000; // milliseconds; the server takes nothing older
const LATE = 5 * 60 * 1000; // milliseconds; what is younger happened now, by the server's clock
const RETRY = 30 * 1000; // milliseconds
const MOST_ALIVE = 50_000; // bytes that a browser sends on after the page is gone

let sending = false;
let retry = 0;

export function startRecording() {
  addEventListener("online", send);
  send();
}

// Records an event, a RecordUsageInput without its key, and returns the key.
export function record(event) {
  const key = newKey();
  const filled = Object.fromEntries(Object.entries(event).filter(([, value]) => value));
  keep([...waiting(), { at: Date.now(), event: { ...filled, channel: "WEB", idempotencyKey: key } }]);
  send();
  return key;
}

// Slugs of the persona, stage and pain of the call, where the page knows them.
export function situation() {
  const form = document.querySelector("#reading [data-mark]");
  return Object.fromEntries(["persona", "stage", "pain"].map((name) => [name, form?.elements[name]?.value ?? ""]));
}

async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(retry);
  try {
    await sendAll();
  } catch {
    // No connection, or a server that is busy: it waits, and nobody needs to know.
    retry = setTimeout(send, RETRY);
  } finally {
    sending = false;
  }
}

async function sendAll() {
  let most = MOST;
  for (let batch = waiting().slice(0, most); batch.length > 0; batch = waiting().slice(0, most)) {
    const status = await post(batch.map(timed));
    if (status === 400 && batch.length > 1) {
      // One of them, kept from before an update, makes no sense any more: find out which.
      most = 1;
      continue;
    }
    if (status !== 200 && status !== 400) throw new Error(`answered ${status}`);
    const sent = new Set(batch.map((each) => each.event.idempotencyKey));
    keep(waiting().filter((each) => !sent.has(each.event.idempotencyKey)));
  }
}

async function post(events) {
  const body = JSON.stringify({ query: DOCUMENT, variables: { input: { events } } });
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body,
    keepalive: body.length < MOST_ALIVE,
  });
  if (answer.status !== 200) return answer.status;
  const { data } = await answer.json();
  if (!data) throw new Error("not recorded");
  return 200;
}

function timed({ at, event }) {
  return Date.now() - at < LATE ? event : { ...event, occurredAt: new Date(at).toISOString() };
}

// Another person may have signed in on this device meanwhile: what waits belongs to one person.
function place() {
  return `kindling.usage.${document.querySelector("[data-person]")?.dataset.person ?? ""}`;
}

let unstored = [];

function waiting() {
  let found = unstored;
  try {
    found = JSON.parse(localStorage.getItem(place()) ?? "[]");
  } catch {
    // No storage in this browser: then it waits as long as the page is there.
  }
  return found.filter((each) => Date.now() - each.at < OLDEST);
}

function keep(events) {
  unstored = events.slice(-MOST_KEPT);
  try {
    localStorage.setItem(place(), JSON.stringify(unstored));
  } catch {
    // As above.
  }
}

function newKey() {
  // Without https there is no randomUUID.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
