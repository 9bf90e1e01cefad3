using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Runs;

/// <summary>One training run: a spec on a dataset version, and what became of it. State changes only through its methods.</summary>
public sealed class Run : IWorkSubject
{
    private readonly List<string> tags = [];

    private Run() { }

    public Run(
        RunId id,
        int number,
        string name,
        string specJson,
        string backbone,
        string strategy,
        Guid datasetVersion,
        RunId? parent,
        ProjectId project,
        string createdBy,
        DateTimeOffset now
    )
    {
        Id = id;
        Number = number;
        Name = name;
        SpecJson = specJson;
        Backbone = backbone;
        Strategy = strategy;
        DatasetVersionId = new(datasetVersion);
        ParentRunId = parent;
        ProjectId = project;
        CreatedBy = createdBy;
        CreatedAt = now;
    }

    public RunId Id { get; private set; }

    /// <summary>Its dataset's.</summary>
    public ProjectId ProjectId { get; private set; }

    /// <summary>The user who started it.</summary>
    public string CreatedBy { get; private set; } = "";

    /// <summary>The number people say: "Run 12".</summary>
    public int Number { get; private set; }
    public string Name { get; private set; } = "";
    public RunStatus Status { get; private set; } = RunStatus.Queued;

    /// <summary>The complete spec as JSON.</summary>
    public string SpecJson { get; private set; } = "";

    /// <summary>Backbone name or file name, for lists and groups.</summary>
    public string Backbone { get; private set; } = "";

    /// <summary>One of <see cref="Training.StrategyNames"/>, for lists and groups.</summary>
    public string Strategy { get; private set; } = "";
    public DatasetVersionId DatasetVersionId { get; private set; }
    public RunId? ParentRunId { get; private set; }

    /// <summary>How many of the parent's epochs it goes on from; null where it began anew.</summary>
    public int? BranchedAfter { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>How often a worker began it; more than 1 after a resume.</summary>
    public int Attempts { get; private set; }

    /// <summary>A sentence about the state: why it failed, what it waits for.</summary>
    public string? StatusDetail { get; private set; }

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>.</summary>
    public Refusal? StatusSaid { get; private set; }

    public int TotalEpochs { get; private set; }
    public int EpochsDone { get; private set; }

    /// <summary>What its epochs measure, and the metric it is judged by.</summary>
    public MetricSet Measures { get; private set; } = MetricSet.OfOlderRuns;

    /// <summary>The metric that decides which epoch is the best.</summary>
    public string Monitor { get; private set; } = MetricSet.OfOlderRuns.Primary;

    /// <summary>Whether a higher value of <see cref="Monitor"/> is better.</summary>
    public bool MonitorMaximizes { get; private set; } = true;

    /// <summary>Counts from 0.</summary>
    public int? BestEpoch { get; private set; }

    /// <summary>Of <see cref="Monitor"/>, at <see cref="BestEpoch"/>.</summary>
    public double? BestValue { get; private set; }
    public double? ImagesPerSecond { get; private set; }
    public double? SecondsLeft { get; private set; }
    public string Notes { get; private set; } = "";
    public bool IsArchived { get; private set; }
    public IReadOnlyList<string> Tags => tags;

    /// <summary>SHA-256 of the artifact of the best checkpoint (<c>best.keras</c>) in the artifact store.</summary>
    public string? BestArtifact { get; private set; }

    /// <summary>Seconds at work, without the pauses between attempts; null before the first.</summary>
    public double? DurationSeconds { get; private set; }

    /// <summary>It goes on from where its parent stood after so many epochs.</summary>
    public void BranchAfter(int epochs) => BranchedAfter = epochs;

    public void PlanEpochs(int totalEpochs) => TotalEpochs = totalEpochs;

    /// <summary>A worker takes the run.</summary>
    public void BeginWork(DateTimeOffset now)
    {
        if (Status is not (RunStatus.Queued or RunStatus.Interrupted))
            throw Illegal(nameof(BeginWork));
        Status = RunStatus.Starting;
        Explain(null);
        StartedAt ??= now;
    }

    public void BeginAttempt()
    {
        if (!Status.IsActive())
            throw Illegal(nameof(BeginAttempt));
        Attempts++;
    }

    /// <summary>How long it has been worked on, as its worker counts it.</summary>
    public void RecordDuration(double seconds) => DurationSeconds = seconds;

    public void MarkRunning()
    {
        if (Status is RunStatus.Starting)
            Status = RunStatus.Running;
    }

    public void RecordProgress(double imagesPerSecond, double? secondsLeft)
    {
        ImagesPerSecond = imagesPerSecond;
        SecondsLeft = secondsLeft;
    }

    /// <summary>An epoch ended; a value of the monitor that is not finite is never best.</summary>
    public void RecordEpoch(int epoch, MetricValues metrics)
    {
        EpochsDone = Math.Max(EpochsDone, epoch + 1);
        if (metrics[Monitor] is not { } number || !double.IsFinite(number))
            return;
        var better = BestValue is not { } best || (MonitorMaximizes ? number > best : number < best);
        if (better)
            SettleBest(epoch, number);
    }

    /// <summary>The engine's own word on which epoch its best model is of.</summary>
    /// <param name="value">Of <see cref="Monitor"/>.</param>
    public void SettleBest(int epoch, double? value) => (BestEpoch, BestValue) = (epoch, value);

    /// <summary>Forgets what its epochs said, before they are recorded again: a resumed run went back behind epochs already recorded.</summary>
    public void ForgetEpochs() => (EpochsDone, BestEpoch, BestValue) = (0, null, null);

    /// <summary>What its spec, and later its engine, says of its metrics.</summary>
    public void Measure(MetricSet measures) => Measures = measures;

    /// <summary>The direction is the metric's own, unless it was watched already.</summary>
    public void WatchMonitor(string monitor)
    {
        if (monitor != Monitor)
            WatchMonitor(monitor, Measures[monitor].Better == Direction.Larger);
    }

    public void WatchMonitor(string monitor, bool maximizes) => (Monitor, MonitorMaximizes) = (monitor, maximizes);

    /// <summary>Waits for a worker again, to go on from its last checkpoint.</summary>
    public void Requeue()
    {
        if (Status is not (RunStatus.Failed or RunStatus.Cancelled or RunStatus.Interrupted))
            throw Illegal(nameof(Requeue));
        Status = RunStatus.Queued;
        Explain(null);
        FinishedAt = null;
    }

    /// <summary>A person asks to stop. A queued run is cancelled at once, an active one writes a checkpoint first.</summary>
    public void RequestStop(DateTimeOffset now)
    {
        if (Status.IsFinished())
            throw Illegal(nameof(RequestStop));
        if (Status is RunStatus.Queued or RunStatus.Interrupted)
            Finish(RunStatus.Cancelled, null, now);
        else
            Status = RunStatus.Stopping;
    }

    /// <summary>Its worker is gone or gave it back: it goes on later.</summary>
    public void GiveBack(Refusal reason)
    {
        if (!Status.IsActive())
            throw Illegal(nameof(GiveBack));
        Status = RunStatus.Interrupted;
        Explain(reason);
        SecondsLeft = null;
    }

    /// <param name="why">For a person; null where the status says it all.</param>
    public void Finish(RunStatus status, Refusal? why, DateTimeOffset now)
    {
        if (!status.IsFinished() || Status.IsFinished())
            throw Illegal($"{nameof(Finish)} as {status}");
        Status = status;
        Explain(why);
        // A clock set back since it began must not show an end before the beginning.
        FinishedAt = now < StartedAt ? StartedAt : now;
        SecondsLeft = null;
    }

    public void KeepArtifact(string sha256) => BestArtifact = sha256;

    public void Rename(string name) => Name = name;

    public void WriteNotes(string notes) => Notes = notes;

    public void Archive(bool archived)
    {
        if (archived && !Status.IsFinished())
            throw Illegal(nameof(Archive));
        IsArchived = archived;
    }

    public void SetTags(IEnumerable<string> values)
    {
        tags.Clear();
        tags.AddRange(values.Select(t => t.Trim()).Where(t => t.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase));
    }

    private void Explain(Refusal? why) => (StatusDetail, StatusSaid) = why is null ? (null, null) : StoredSentence.Of(why);

    private InvalidOperationException Illegal(string change) => new($"Run {Number} is {Status}; {change} is not allowed there.");
}
