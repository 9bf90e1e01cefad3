using MediatR;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using ISender = MlOpsDashboard.Dashboard.Services.ISender;

namespace MlOpsDashboard.Dashboard.Components.Pages.People;

/// <summary>Who may do what: accounts, projects, and links that invite.</summary>
public sealed partial class PeoplePage
{
    private const string Everything = "*";
    private IReadOnlyList<PersonView>? people;
    private IReadOnlyList<ProjectView>? projects;
    private string? refusal;
    private string? problem;
    private string? inviteTo;
    private Permission inviteRole = Permission.Contribute;
    private string? link;
    private DateTimeOffset linkUntil;
    private string projectName = "";

    // Whose tokens are shown; null for nobody's.
    private PersonView? tokensOf;
    private IReadOnlyList<AccessTokenView> tokens = [];

    [Inject]
    private ISender Sender { get; set; } = default!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            people = await Sender.Send(new ListPeople(), Gone);
            projects = await Sender.Send(new ListProjects(), Gone);
            inviteTo ??= projects.FirstOrDefault()?.Id.ToString() ?? Everything;
        }
        catch (RefusedException e) when (e.Reason.Kind == RefusalKind.Forbidden)
        {
            refusal = e.Message;
        }
    }

    private async Task InviteAsync()
    {
        var made = await Sender.Send(
            inviteTo is null or Everything ? new InvitePerson(true, []) : new InvitePerson(false, [new CallerScope(inviteRole, ProjectId.Parse(inviteTo))])
        );
        problem = made.Refusal;
        if (made.Value is not { } invitation)
            return;
        (link, linkUntil) = (Navigation.ToAbsoluteUri($"/join?code={invitation.Code}").ToString(), invitation.Until);
    }

    private async Task ChangeAsync(IRequest<Outcome> change)
    {
        problem = (await Sender.Send(change)).Refusal;
        await LoadAsync();
    }

    private async Task ShowTokensAsync(PersonView person)
    {
        tokensOf = person.Id == tokensOf?.Id ? null : person;
        tokens = tokensOf is null ? [] : await Sender.Send(new ListAccessTokensOf(person.Id), Gone);
    }

    private async Task RevokeAsync(AccessTokenView token)
    {
        if (tokensOf is not { } person)
            return;
        problem = (await Sender.Send(new RevokeAccessTokenOf(person.Id, token.Id))).Refusal;
        tokens = await Sender.Send(new ListAccessTokensOf(person.Id), Gone);
    }

    private async Task CreateProjectAsync()
    {
        var made = await Sender.Send(new CreateProject(projectName));
        problem = made.Refusal;
        if (!made.IsDone)
            return;
        projectName = "";
        await LoadAsync();
    }

    private static string RoleOf(PersonView person, ProjectView project) =>
        person.Roles.FirstOrDefault(role => role.Project == project.Id)?.Permission.ToString() ?? "";

    // A browser may say what is not offered: then nothing is changed.
    private static Permission? RoleNamed(object? value) =>
        Enum.GetValues<Permission>().Where(role => role.ToString() == value as string).Select(role => (Permission?)role).FirstOrDefault();

    private void ChooseProject(string? value)
    {
        if (value == Everything || projects!.Any(project => project.Id.ToString() == value))
            inviteTo = value;
    }

    private Task SetRoleAsync(PersonView person, ProjectView project, object? value) =>
        value is "" ? ChangeAsync(new SetRole(person.Id, project.Id, null))
        : RoleNamed(value) is { } role ? ChangeAsync(new SetRole(person.Id, project.Id, role))
        : Task.CompletedTask;
}
