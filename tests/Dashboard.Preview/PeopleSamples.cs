using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>A team of five in two projects.</summary>
internal static class PeopleSamples
{
    public static void Answer(FakeSender sender, bool empty)
    {
        var birds = ProjectId.New();
        ProjectView[] projects = [new(ProjectId.Default, "Default", Permission.Administer), new(birds, "Bird survey 2026", Permission.Administer)];
        var began = TimeProvider.System.GetUtcNow().AddDays(-30);
        PersonView[] people =
        [
            new(PersonId.New(), "anna", true, false, began, []),
            new(PersonId.New(), "ben@lab.example", false, false, began, [new(Permission.Review, ProjectId.Default), new(Permission.View, birds)]),
            new(PersonId.New(), "李雷", false, false, began, [new(Permission.Contribute, birds)]),
            new(PersonId.New(), "maria", false, false, began, []),
            new(PersonId.New(), "tom", false, true, began, []),
        ];
        sender.On<ListProjects, IReadOnlyList<ProjectView>>(_ => empty ? projects[..1] : projects);
        sender.On<ListPeople, IReadOnlyList<PersonView>>(_ => empty ? people[..1] : people);
        sender.On<InvitePerson, Outcome<Invitation>>(_ => new Invitation("code", TimeProvider.System.GetUtcNow().AddDays(7)));
        AccessTokenView[] tokens =
        [
            new(AccessTokenId.New(), "nightly upload", Permission.Contribute, ProjectId.Default, began, began.AddDays(90), began.AddDays(29)),
            new(AccessTokenId.New(), "notebook", Permission.View, null, began, began.AddDays(30), null),
        ];
        sender.On<ListAccessTokensOf, IReadOnlyList<AccessTokenView>>(_ => empty ? [] : tokens);
        sender.On<RevokeAccessTokenOf, Outcome>(_ => Outcome.Done);
        sender.On<SetRole, Outcome>(_ => Outcome.Done);
        sender.On<SetAdministrator, Outcome>(_ => Outcome.Done);
        sender.On<CloseAccount, Outcome>(_ => Outcome.Done);
        sender.On<CreateProject, Outcome<ProjectId>>(_ => ProjectId.New());
    }
}
