using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Localization;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor.Services;

namespace MlOpsDashboard.Dashboard.Tests.Fakes;

/// <summary>A page under test: answers from a <see cref="FakeSender"/>, a real feed, a clock that stands until it is moved, and a browser that says
/// yes.</summary>
public abstract class DashboardContext : BunitContext
{
    protected DashboardContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.AddInvocationHandler(new FollowingBrowser(Services.GetRequiredService<NavigationManager>));
        Services.AddTexts();
        Services.AddSingleton<ISender>(Sender);
        Services.AddSingleton<IRunFeed>(Feed);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(Drafts);
        Services.AddSingleton(Findings);
        Services.AddSingleton<SharedRuns>();
        Services.AddScoped<LiveRuns>();
        Services.AddCallerOfTests();
        Sender.On<ListCommentedEpochs, IReadOnlyList<int>>(_ => []);
        Sender.On<ListComments, DiscussionView>(_ => new([], true, [], 0, [], null));
        Sender.On<GetMailAddress, string?>(_ => null);
        Sender.On<GetForYou, ForYouList>(_ => new([], 0));
        Services.AddScoped<ForYouMarks>();
        Sender.On<ListHistory, IReadOnlyList<ActivityLine>>(_ => []);
        Sender.On<GetAliasRules, ModelRules>(_ => RuleSamples.Of());
        Sender.On<ListProjects, IReadOnlyList<ProjectView>>(_ => [new(ProjectId.Default, "Default", Permission.Administer)]);
        Services.AddScoped<BrowserBridge>();
        Services.AddScoped<PageConnection>();
        Services.AddScoped<ShownAddress>();
        Services.AddMudServices();
    }

    protected FakeSender Sender { get; } = new();

    protected RunFeed Feed { get; } = new();

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    protected StorageFindings Findings { get; } = new(TimeProvider.System);

    protected SpecDrafts Drafts { get; } = new();

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    /// <summary>Lets a throttled redraw happen.</summary>
    protected void Tick(int milliseconds = 1_000) => Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

    protected static string Test(string id) => $"[data-testid='{id}']";
}
