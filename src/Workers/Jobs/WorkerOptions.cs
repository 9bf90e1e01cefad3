using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Workers.Jobs;

/// <summary>Settings of the embedded worker: section <c>Workers</c>.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Workers";

    /// <summary>Full path of the executable <c>mlops</c>. Default: <c>worker/mlops</c> or <c>mlops</c> beside the application, else the one that the build
    /// wrote.</summary>
    public string? HostPath { get; set; }

    /// <summary>Threads of a training child. Default: the number of processors.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>How much children yield to the dashboard: 0 (not at all) to 19.</summary>
    public int Nice { get; set; } = 10;

    /// <summary>Training runs at the same time.</summary>
    public int ConcurrentRuns { get; set; } = 1;

    /// <summary>How often a run is begun that ends by a fault. A refusal or a diverged loss is never tried again.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Most memory of a child that keeps a model loaded for single predictions, in megabytes; a larger one ends after its answer. Default
    /// 3000.</summary>
    public int WarmModelMegabytes { get; set; } = 3000;

    /// <summary>Most disk space of the states that a run keeps to branch from, in megabytes: beyond it they are thinned evenly, the newest stays; 0 keeps none.
    /// Default 1000.</summary>
    public int StateMegabytes { get; set; } = 1000;

    /// <summary>Before the second attempt; doubled before each further one.</summary>
    public double RetrySeconds { get; set; } = 5;

    /// <summary>How long a stopped child may take to write its checkpoint and to judge its best epoch before it is killed. A shutdown gives it 10 s at most,
    /// for the checkpoint alone.</summary>
    public double StopSeconds { get; set; } = 60;

    /// <summary>Short requests (previews, predictions, looks into files) answered at the same time. Default 2.</summary>
    public int ConcurrentCalls { get; set; } = 2;

    /// <summary>Threads of a child that answers a short request. Default: half of the processors, at least one.</summary>
    public int CallThreads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How much of an execution group may be at work at the same time.</summary>
    public int Limit(string group) =>
        group switch
        {
            WorkGroups.Cpu => ConcurrentRuns,
            WorkGroups.Gpu => 1,
            _ => 2,
        };

    public TimeSpan ShutdownGrace => TimeSpan.FromSeconds(Math.Min(StopSeconds, 10));
    public TimeSpan StopGrace => TimeSpan.FromSeconds(StopSeconds);

    public TimeSpan RetryDelay(int faults) => TimeSpan.FromSeconds(RetrySeconds * Math.Pow(2, Math.Max(0, faults - 1)));
}
