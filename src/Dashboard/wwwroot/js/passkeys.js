// Passkeys: the browser's part. What it answers goes back in the form that the button stands in.
const read = {
  create: options => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: options => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function ask(button) {
  const form = button.closest('form');
  const problem = form.querySelector('[data-passkey-problem]');
  problem.hidden = true;
  try {
    if (!form.reportValidity()) return;
    const answer = await fetch(button.dataset.passkey, { method: 'POST' });
    if (!answer.ok) throw new Error(answer.status);
    form.querySelector('[data-passkey-answer]').value = JSON.stringify(await read[button.dataset.how](await answer.json()));
    form.submit();
  } catch {
    problem.hidden = false;
  }
}

// Browsers have passkeys on https and localhost alone; elsewhere the button would do nothing.
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON)
  for (const button of document.querySelectorAll('[data-passkey]')) {
    button.closest('form').hidden = false;
    button.addEventListener('click', () => ask(button));
  }
for (const button of document.querySelectorAll('[data-copy]'))
  button.addEventListener('click', () => window.mlops.copy(document.getElementById(button.dataset.copy).textContent));
