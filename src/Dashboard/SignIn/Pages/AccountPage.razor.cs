using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>How somebody signs in, and the tokens of their programs.</summary>
public sealed partial class AccountPage
{
    private Person? person;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        // What stands here is told once, and no cache may tell it again.
        Context.Response.Headers.CacheControl = "no-store";
        if (Services.GetService<PasswordSignIn>() is not null)
            person = await Services.GetRequiredService<UserManager<Person>>().GetUserAsync(Context.User);
        // Without sign-in nobody has an account.
        if (person is null)
            Navigation.NavigateTo("/");
    }
}
