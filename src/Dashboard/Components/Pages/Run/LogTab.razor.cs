using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>What happened, line by line; new lines come as the run goes on.</summary>
public sealed partial class LogTab : IDisposable
{
    private const int Batch = 500;
    private const int Kept = 5000;
    private readonly List<RunLogLine> lines = [];
    private RunSubscription? live;
    private string kind = "";
    private bool loaded;

    [Parameter, EditorRequired] public RunId Run { get; set; }
    [Inject] private ISender Sender { get; set; } = default!;
    [Inject] private LiveRuns Live { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        live = Live.Follow(Run, _ => Task.CompletedTask, Reread);
        await ReadOn();
        loaded = true;
    }

    public void Dispose() => live?.Dispose();

    private Task Reread() => InvokeAsync(async () =>
    {
        await ReadOn();
        StateHasChanged();
    });

    private async Task ReadOn()
    {
        IReadOnlyList<RunLogLine> more;
        do
        {
            var after = lines.Count == 0 ? 0 : lines[^1].Sequence;
            var request = new GetRunLog(Run, after, Batch);
            more = await live!.ReadAsync(request, () => Sender.Send(request));
            // Another read may have been under way.
            lines.AddRange(more.Where(l => lines.Count == 0 || l.Sequence > lines[^1].Sequence));
        }
        while (more.Count == Batch && lines.Count < Kept);
        if (lines.Count > Kept) lines.RemoveRange(0, lines.Count - Kept);
    }
}
