using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>Somebody came back from the identity provider: signed in, linked, asked for a name, or told why not.</summary>
public sealed partial class ProviderPage
{
    // Whose account can be opened, and has none yet.
    private ProviderAnswer? answer;
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

    [SupplyParameterFromForm(FormName = "join")]
    private string? Name { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (Services.GetService<ProviderSignIn>() is not { } provider)
            Navigation.NavigateTo("/");
        else if (await provider.ReadAsync(Context) is not { } read)
            problem = new Refusal("account.provider.failed", ("provider", provider.Name)).Sentence;
        else if (read.Link is not null)
        {
            if (await provider.LinkAsync(Context, read))
                Navigation.NavigateTo(SignInServices.AccountPath);
            else
                problem = new Refusal("account.provider.taken", ("provider", provider.Name)).Sentence;
        }
        else if (await provider.FindAsync(read.Login) is { } person)
            Follow(await provider.SignInAsync(Context, person));
        else if (read.Code is null && !provider.MayJoin)
            problem = new Refusal("account.provider.unknown", ("provider", provider.Name)).Sentence;
        else
            answer = read;
    }

    private async Task JoinAsync()
    {
        var provider = Services.GetRequiredService<ProviderSignIn>();
        if (answer is null || Name is not { } typed)
            return;
        var opened = await provider.JoinAsync(answer, typed, Context.RequestAborted);
        problem = opened.Refusal;
        if (opened.IsDone && await provider.FindAsync(answer.Login) is { } person)
            Follow(await provider.SignInAsync(Context, person));
    }

    private void Follow(SignInAnswer signedIn)
    {
        if (signedIn == SignInAnswer.Wrong)
            problem = new Refusal("people.signIn.wrong").Sentence;
        else
            Navigation.NavigateTo(
                signedIn == SignInAnswer.Done ? LocalAddress.Of(To) : $"{SignInServices.CodePath}?to={Uri.EscapeDataString(LocalAddress.Of(To))}"
            );
    }
}
