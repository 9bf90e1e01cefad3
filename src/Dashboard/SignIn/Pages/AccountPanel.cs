using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>A part of the page Account that changes how its person signs in.</summary>
public abstract class AccountPanel : ComponentBase
{
    [Parameter, EditorRequired]
    public Person Person { get; set; } = default!;

    [Inject]
    protected UserManager<Person> People { get; set; } = default!;

    [Inject]
    private protected PersonSignInManager SignIn { get; set; } = default!;

    [Inject]
    private ICallerDirectory Directory { get; set; } = default!;

    [Inject]
    private IAccounts Accounts { get; set; } = default!;

    [CascadingParameter]
    protected HttpContext Context { get; set; } = default!;

    /// <summary>What is wrong with what was sent.</summary>
    protected string? Problem { get; set; }

    /// <summary>What was done.</summary>
    protected string? Said { get; set; }

    /// <summary>Notes a change. This browser goes on; all others are signed out where the change gave the account another stamp.</summary>
    protected async Task NoteAsync(AccountChange change)
    {
        await Accounts.NoteAsync(new PersonId(Person.Id), change, Context.RequestAborted);
        await GoOnAsync();
    }

    /// <summary>Signs this browser in anew, after a change that gave the account another stamp.</summary>
    protected async Task GoOnAsync()
    {
        Directory.Forget(new PersonId(Person.Id));
        await SignIn.RefreshSignInAsync(Person);
    }
}
