// Passkeys: asks the authenticator, and puts its answer and its secret (the PRF extension) into the
// form, which then goes the usual way. Without a script the form stays hidden and the password works.

const hex = (buffer) => Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, "0")).join("");
const secretOf = (credential) => credential.getClientExtensionResults().prf?.results?.first;

const bare = ({ id, rawId, type, response }) => JSON.stringify({ id, rawId, type, response });

// Some authenticators give the secret only when they are asked again after they were added.
async function askAgain(credential, prf) {
  const found = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: [{ id: credential.rawId, type: "public-key" }],
      userVerification: "required",
      extensions: { prf },
    },
  });
  return secretOf(found);
}

async function create(options, prf) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON({ ...options, extensions: {} });
  publicKey.extensions = { prf };
  publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true };
  const credential = await navigator.credentials.create({ publicKey });
  return [credential, secretOf(credential) ?? (await askAgain(credential, prf))];
}

async function find(options, prf) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({ ...options, extensions: {} });
  publicKey.extensions = { prf };
  const credential = await navigator.credentials.get({ publicKey });
  return [credential, secretOf(credential)];
}

async function fill(form) {
  const answer = await fetch(form.dataset.start, { method: "POST" });
  if (!answer.ok) throw new Error("no challenge");
  const { options, ceremony, prf: input } = await answer.json();
  const prf = { eval: { first: new Uint8Array(input) } };
  const ask = form.dataset.passkey === "create" ? create : find;
  const [credential, secret] = await ask(options.publicKey, prf);
  if (!secret) throw new Error("no secret");
  form.elements.ceremony.value = ceremony;
  form.elements.credential.value = bare(credential.toJSON());
  form.elements.prf.value = hex(secret);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) continue;
  form.hidden = false;
  const failed = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      await fill(form);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
