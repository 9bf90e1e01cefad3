using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using QRCoder;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>One-time codes as the second step: set up, turned off, recovery codes.</summary>
public sealed partial class CodesPanel
{
    private const string Renew = "renew",
        TurnOff = "off";
    private const int RecoveryCodes = 10;
    private const string Issuer = "MLOps";
    private string? key;
    private string[]? recoveryCodes;

    [Inject]
    private PasswordSignIn Passwords { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "confirm-codes")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "change-codes")]
    private ChangeForm? Form { get; set; }

    // The form that is sent must be there to be found.
    protected override async Task OnInitializedAsync()
    {
        if (Code is not null && !Person.TwoFactorEnabled)
            key = await People.GetAuthenticatorKeyAsync(Person);
    }

    private async Task BeginAsync()
    {
        // A key that was shown and never confirmed is shown again.
        if (await People.GetAuthenticatorKeyAsync(Person) is null)
        {
            await People.ResetAuthenticatorKeyAsync(Person);
            await GoOnAsync();
        }
        key = await People.GetAuthenticatorKeyAsync(Person);
    }

    private async Task ConfirmAsync()
    {
        var typed = (Code ?? "").Replace(" ", "", StringComparison.Ordinal);
        if (!await People.VerifyTwoFactorTokenAsync(Person, TokenOptions.DefaultAuthenticatorProvider, typed))
        {
            Problem = new Refusal("account.code.wrong").Sentence;
            return;
        }
        key = null;
        await People.SetTwoFactorEnabledAsync(Person, true);
        await MakeRecoveryCodesAsync();
        await NoteAsync(AccountChange.CodesTurnedOn);
        Said = Texts["CodesTurnedOn"];
    }

    private async Task ChangeAsync()
    {
        if (Person.PasswordHash is not null && !await Passwords.IsRightAsync(Person.UserName!, Form?.Password ?? ""))
            Problem = new Refusal("account.password.wrong").Sentence;
        else if (Form?.What == Renew)
        {
            await MakeRecoveryCodesAsync();
            await NoteAsync(AccountChange.RecoveryCodesMade);
        }
        else if (Form?.What == TurnOff)
        {
            await People.SetTwoFactorEnabledAsync(Person, false);
            await People.ResetAuthenticatorKeyAsync(Person);
            await NoteAsync(AccountChange.CodesTurnedOff);
            Said = Texts["CodesTurnedOff"];
        }
    }

    private async Task MakeRecoveryCodesAsync() => recoveryCodes = [.. await People.GenerateNewTwoFactorRecoveryCodesAsync(Person, RecoveryCodes) ?? []];

    private MarkupString Qr(string secret)
    {
        var name = Uri.EscapeDataString(Person.UserName!);
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode($"otpauth://totp/{Issuer}:{name}?secret={secret}&issuer={Issuer}&digits=6", QRCodeGenerator.ECCLevel.M);
        using var drawn = new SvgQRCode(data);
        return new(drawn.GetGraphic(4));
    }

    private static string Grouped(string secret) => string.Join(' ', secret.Chunk(4).Select(four => new string(four)));

    /// <summary>What is typed, and which button was pressed.</summary>
    public sealed class ChangeForm
    {
        public string? Password { get; set; }

        public string? What { get; set; }
    }
}
