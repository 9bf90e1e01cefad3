using System.Buffers.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>Passkeys: listed, added, removed.</summary>
public sealed partial class PasskeyPanel
{
    private const int LongestName = 60;
    private const int MostPasskeys = 20;
    private IList<UserPasskeyInfo> passkeys = [];

    [SupplyParameterFromForm(FormName = "add-passkey")]
    private PasskeyForm? Form { get; set; }

    /// <summary>The passkey to remove.</summary>
    [SupplyParameterFromForm(FormName = "remove-passkey")]
    private string? Removed { get; set; }

    private static string Failed => new Refusal("account.passkey.failed").Sentence;

    protected override async Task OnInitializedAsync() => passkeys = await People.GetPasskeysAsync(Person);

    private async Task AddAsync()
    {
        var name = (Form?.Name ?? "").Trim();
        if (name.Length is 0 or > LongestName)
            Problem = new Refusal("account.passkey.name", ("most", LongestName), ("received", name.Length)).Sentence;
        else if (passkeys.Count >= MostPasskeys)
            Problem = new Refusal(RefusalKind.Conflict, "account.passkey.many", ("most", MostPasskeys)).Sentence;
        else if (await SignIn.AttestAsync(Form?.Answer ?? "") is not { } passkey)
            Problem = Failed;
        else
        {
            passkey.Name = name;
            var added = await People.AddOrUpdatePasskeyAsync(Person, passkey);
            if (!added.Succeeded)
            {
                Problem = Failed;
                return;
            }
            await NoteAsync(AccountChange.PasskeyAdded);
            passkeys = await People.GetPasskeysAsync(Person);
            Said = Texts["PasskeyAdded"];
        }
    }

    private async Task RemoveAsync()
    {
        if (passkeys.FirstOrDefault(p => Base64Url.EncodeToString(p.CredentialId) == Removed) is not { } passkey)
            return;
        if (Person.PasswordHash is null && passkeys.Count == 1 && (await People.GetLoginsAsync(Person)).Count == 0)
        {
            Problem = new Refusal("account.provider.last").Sentence;
            return;
        }
        await People.RemovePasskeyAsync(Person, passkey.CredentialId);
        // Whoever signed in by it is signed out.
        await People.UpdateSecurityStampAsync(Person);
        await NoteAsync(AccountChange.PasskeyRemoved);
        passkeys = await People.GetPasskeysAsync(Person);
    }

    /// <summary>What is typed, and what the browser says of the new passkey.</summary>
    public sealed class PasskeyForm
    {
        public string? Name { get; set; }

        public string? Answer { get; set; }
    }
}
