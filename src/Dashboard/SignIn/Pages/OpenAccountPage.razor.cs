using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>Opens an account: the first by the link that the program prints, others by an invitation's.</summary>
public sealed partial class OpenAccountPage
{
    private string? problem;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Code { get; set; }

    [SupplyParameterFromForm]
    private SignInForm? Form { get; set; }

    private bool IsSetUp => Context.Request.Path.StartsWithSegments("/set-up");

    private string Title => Texts[IsSetUp ? "SetUp" : "Join"];

    protected override void OnInitialized()
    {
        // Without sign-in there is nothing to do here.
        if (Services.GetService<SetUpCode>() is null)
            Navigation.NavigateTo("/");
    }

    private async Task OpenAsync()
    {
        if (Form is not { Name: { } name, Password: { } password })
            return;
        var opened = await AskAsync(Services.GetRequiredService<IAccounts>(), name, password);
        problem = opened.Refusal;
        if (!opened.IsDone)
            return;
        var person = await Services.GetRequiredService<UserManager<Person>>().FindByIdAsync(opened.Value.ToString());
        await Services.GetRequiredService<SignInManager<Person>>().SignInAsync(person!, isPersistent: false);
        Navigation.NavigateTo("/");
    }

    private Task<Outcome<PersonId>> AskAsync(IAccounts accounts, string name, string password) =>
        !IsSetUp ? accounts.JoinAsync(Code ?? "", name, password, Context.RequestAborted)
        : Services.GetRequiredService<SetUpCode>().Is(Code) ? accounts.SetUpAsync(name, password, Context.RequestAborted)
        : Task.FromResult(Outcome<PersonId>.Refused(new Refusal(RefusalKind.NotFound, "people.code.used")));
}
