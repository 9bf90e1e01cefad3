using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>Counts from many threads, told on at most four times a second; the first and the last count are always told.</summary>
internal sealed class ThrottledProgress : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly string step;
    private readonly int? total;
    private readonly TimeProvider time;
    private readonly Action<ImportProgress> report;
    private int done;
    private int told;
    private long toldAt;

    public ThrottledProgress(string step, int? total, TimeProvider time, Action<ImportProgress> report, int done = 0)
    {
        (this.step, this.total, this.time, this.report, this.done, told) = (step, total, time, report, done, done);
        toldAt = time.GetTimestamp();
        report(new ImportProgress(step, done, total));
    }

    public void Step()
    {
        lock (gate)
        {
            done++;
            if (time.GetElapsedTime(toldAt) < Pause)
            {
                return;
            }
            (told, toldAt) = (done, time.GetTimestamp());
            report(new ImportProgress(step, done, total));
        }
    }

    public void Dispose()
    {
        if (told != done)
        {
            report(new ImportProgress(step, done, total));
        }
    }
}
