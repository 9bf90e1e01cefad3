using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Localization;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;
using MudBlazor.Services;

namespace MlOpsDashboard.Dashboard.Tests.Fakes;

/// <summary>What a page needs under test: a fake sender, a real feed, a clock that stands still, and a browser that answers nothing.</summary>
public abstract class PageContext : BunitContext
{
    protected PageContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.AddInvocationHandler(new FollowingBrowser(Services.GetRequiredService<NavigationManager>));
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddTexts();
        Services.AddSingleton<ISender>(Sender);
        Services.AddSingleton<IRunFeed>(Feed);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<SpecDrafts>();
        Services.AddSingleton<SharedRuns>();
        Services.AddScoped<LiveRuns>();
        Services.AddCallerOfTests();
        Sender.On<ListCommentedEpochs, IReadOnlyList<int>>(_ => []);
        Sender.On<ListComments, DiscussionView>(_ => new([], true, [], 0, [], null));
        Sender.On<GetMailAddress, string?>(_ => null);
        Sender.On<GetForYou, ForYouList>(_ => new([], 0));
        Services.AddScoped<ForYouMarks>();
        Sender.On<ListHistory, IReadOnlyList<ActivityLine>>(_ => []);
        Sender.On<ListProjects, IReadOnlyList<ProjectView>>(_ => []);
        Services.AddScoped<BrowserBridge>();
        Services.AddScoped<PageConnection>();
        Services.AddScoped<ShownAddress>();
        Services.AddScoped<PageKeys>();
    }

    protected FakeSender Sender { get; } = new();

    protected RunFeed Feed { get; } = new();

    protected FakeTimeProvider Clock { get; } = new(Samples.Now);

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    /// <summary>What was said at the edge of the page.</summary>
    protected IEnumerable<string?> Toasts => Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(s => s.Message);
}
