using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>Name and password.</summary>
public sealed partial class SignInPage
{
    private string? problem;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>The page that was asked for.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromForm]
    private SignInForm? Form { get; set; }

    protected override void OnInitialized()
    {
        // Without sign-in there is nothing to do here.
        if (Services.GetService<PasswordSignIn>() is null)
            Navigation.NavigateTo("/");
    }

    private async Task SignInAsync()
    {
        if (Form is not { Name: { Length: > 0 } name, Password: { Length: > 0 } password })
            return;
        if (await Services.GetRequiredService<PasswordSignIn>().TryAsync(name, password))
            Navigation.NavigateTo(LocalAddress.Of(To));
        else
            problem = new Refusal("people.signIn.wrong").Sentence;
    }
}
