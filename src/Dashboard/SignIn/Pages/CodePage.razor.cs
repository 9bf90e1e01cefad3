using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>The second step: a one-time code, or a recovery code.</summary>
public sealed partial class CodePage
{
    private string? problem;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    /// <summary>The page that was asked for.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromForm(FormName = "code")]
    private string? Code { get; set; }

    protected override void OnInitialized()
    {
        // Without sign-in there is nothing to do here.
        if (Services.GetService<SecondStep>() is null)
            Navigation.NavigateTo("/");
    }

    private async Task SignInAsync()
    {
        switch (await Services.GetRequiredService<SecondStep>().TryAsync(Code ?? "", Context.RequestAborted))
        {
            case SignInAnswer.Done:
                Navigation.NavigateTo(LocalAddress.Of(To));
                break;
            case SignInAnswer.Ended:
                problem = new Refusal("account.code.ended").Sentence;
                break;
            default:
                problem = new Refusal("account.code.wrong").Sentence;
                break;
        }
    }
}
