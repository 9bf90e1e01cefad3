using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>A passkey; or a name, then a password.</summary>
public sealed partial class SignInPage
{
    private string? problem;
    private string? name;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>The page that was asked for.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInForm? Form { get; set; }

    /// <summary>What the browser says of a passkey.</summary>
    [SupplyParameterFromForm(FormName = "passkey-sign-in")]
    private string? Answer { get; set; }

    private static string PasskeyProblem => new Refusal("account.passkey.wrong").Sentence;

    private string Again => To is null ? SignInServices.Path : $"{SignInServices.Path}?to={Uri.EscapeDataString(To)}";

    protected override void OnInitialized()
    {
        // Without sign-in there is nothing to do here.
        if (Services.GetService<PasswordSignIn>() is null)
            Navigation.NavigateTo("/");
    }

    private async Task SignInAsync()
    {
        if (Form is not { Name: { Length: > 0 } typed })
            return;
        name = typed;
        // Whoever it is, a password is asked for next.
        if (Form.Password is not { Length: > 0 } password)
            return;
        switch (await Services.GetRequiredService<PasswordSignIn>().TryAsync(typed, password))
        {
            case SignInAnswer.Done:
                Navigation.NavigateTo(LocalAddress.Of(To));
                break;
            case SignInAnswer.NeedsCode:
                Navigation.NavigateTo($"{SignInServices.CodePath}?to={Uri.EscapeDataString(LocalAddress.Of(To))}");
                break;
            default:
                problem = new Refusal("people.signIn.wrong").Sentence;
                break;
        }
    }

    private async Task ByPasskeyAsync()
    {
        if (Answer is { Length: > 0 } answer && await Services.GetRequiredService<PersonSignInManager>().IsRightAsync(answer))
            Navigation.NavigateTo(LocalAddress.Of(To));
        else
            problem = PasskeyProblem;
    }
}
