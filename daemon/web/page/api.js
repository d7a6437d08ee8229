// Asks the box.
const TIMEOUT_MS = 8000;
const STRANGER = 401;

export class Refused extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

let pairings = 0; // of this page, since it was loaded

// Lets the phone in; what was asked before is asked again where it was refused.
export async function pair(token) {
  const found = await post("pair", { token });
  pairings += 1;
  return found;
}

export async function get(what, args = {}) {
  const query = new URLSearchParams(args).toString();
  return answer(await asked(`/api/${what}${query ? `?${query}` : ""}`, { method: "GET" }));
}

export async function post(what, args = {}, key = null) {
  const headers = { "content-type": "application/json" };
  if (key) headers["idempotency-key"] = key;
  return answer(await asked(`/api/${what}`, { method: "POST", headers, body: JSON.stringify(args) }));
}

// A command whose answer was lost is sent once more under its key: the box carries it out once.
export async function command(verb, args) {
  const key = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  try {
    return await post(`command/${verb}`, args, key);
  } catch (error) {
    if (error.code !== "lost") throw error;
    await new Promise((resolve) => setTimeout(resolve, 700));
    return post(`command/${verb}`, args, key);
  }
}

async function asked(path, options) {
  const before = pairings;
  const response = await fetched(path, options);
  return response.status === STRANGER && before !== pairings ? asked(path, options) : response;
}

async function fetched(path, options) {
  try {
    return await fetch(path, { ...options, credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new Refused("the box does not answer: is it on, and is this phone in the same network?", "lost");
  }
}

async function answer(response) {
  let found;
  try {
    found = await response.json();
  } catch {
    throw new Refused(`the box answered with ${response.status}`, "error");
  }
  if (!found.ok) throw new Refused(found.error, found.code);
  return found.result;
}
