using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Pages.Run;

/// <summary>What happened, line by line: the newest lines, earlier ones on request; new lines come as the run goes on.</summary>
public sealed partial class LogTab : IDisposable
{
    private const int Batch = 500;
    private readonly LogLines lines = new();
    private RunSubscription? live;
    private int kept = Batch;
    private string kind = "";
    private bool loaded;

    [Parameter, EditorRequired]
    public RunId Run { get; set; }

    [Inject]
    private ISender Sender { get; set; } = default!;

    [Inject]
    private LiveRuns Live { get; set; } = default!;

    // Lines of a run are numbered from 1 without a gap.
    private long Earlier => Math.Max(0, lines.First - 1);

    protected override async Task OnInitializedAsync()
    {
        live = Live.Follow(Run, _ => Task.CompletedTask, Reread);
        await ReadOn();
        loaded = true;
    }

    public void Dispose() => live?.Dispose();

    private Task Reread() =>
        InvokeAsync(async () =>
        {
            var before = lines.Last;
            await ReadOn();
            if (lines.Last != before)
                StateHasChanged();
        });

    private async Task ReadOn()
    {
        IReadOnlyList<RunLogLine> more;
        do
        {
            more = await Read(lines.Count == 0 ? -1 : lines.Last, Batch);
            lines.Append(more);
        } while (more.Count == Batch && loaded);
        lines.Keep(kept);
    }

    private async Task ReadEarlier()
    {
        var take = (int)Math.Min(Batch, Earlier);
        kept += take;
        lines.Prepend(await Read(Earlier - take, take));
    }

    private Task<IReadOnlyList<RunLogLine>> Read(long after, int take)
    {
        var request = new GetRunLog(Run, after, take);
        return live!.ReadAsync(request, () => Sender.Send(request));
    }
}
