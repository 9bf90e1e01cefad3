using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>Another password. Whoever signed in by the old one is signed out, but for this browser.</summary>
public sealed partial class PasswordPanel
{
    [Inject]
    private PasswordSignIn Passwords { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "change-password")]
    private PasswordForm? Form { get; set; }

    private bool HasPassword => Person.PasswordHash is not null;

    private async Task ChangeAsync()
    {
        if (Form is not { New: { } typed })
            return;
        if (PasswordRules.Fault(typed) is { } fault)
            Problem = fault.Sentence;
        else if (HasPassword && !await Passwords.IsRightAsync(Person.UserName!, Form.Old ?? ""))
            Problem = new Refusal("account.password.wrong").Sentence;
        else
        {
            var changed = HasPassword ? await People.ChangePasswordAsync(Person, Form.Old ?? "", typed) : await People.AddPasswordAsync(Person, typed);
            if (!changed.Succeeded)
            {
                Problem = string.Join(' ', changed.Errors.Select(e => e.Description));
                return;
            }
            await NoteAsync(AccountChange.PasswordChanged);
            Said = Texts["PasswordChanged"];
        }
    }

    /// <summary>What is typed.</summary>
    public sealed class PasswordForm
    {
        public string? Old { get; set; }

        public string? New { get; set; }
    }
}
