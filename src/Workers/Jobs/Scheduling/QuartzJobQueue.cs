using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Jobs.Imports;
using MlOpsDashboard.Workers.Jobs.Runs;
using Quartz;

namespace MlOpsDashboard.Workers.Jobs.Scheduling;

/// <summary>One trigger a waiting run or import, on two durable jobs. A trigger's name is the id, its group is new each time.</summary>
internal sealed class QuartzJobQueue(ISchedulerFactory factory, TimeProvider time) : IJobQueue
{
    public const string CpuGroup = "cpu", GpuGroup = "gpu", ImportGroup = "io";

    public static JobKey TrainRun { get; } = new("train-run");
    public static JobKey ImportDataset { get; } = new("import-dataset");

    public Task EnqueueRunAsync(RunId run, bool gpu, int faults, TimeSpan delay, CancellationToken cancellationToken) =>
        ScheduleAsync<TrainRunJob, TrainRunInput>(TrainRun, run.ToString(), new(run.Value, gpu, faults), gpu ? GpuGroup : CpuGroup, delay, cancellationToken);

    public Task EnqueueImportAsync(ImportId import, CancellationToken cancellationToken) =>
        ScheduleAsync<ImportDatasetJob, ImportDatasetInput>(ImportDataset, import.ToString(), new(import.Value), ImportGroup, TimeSpan.Zero, cancellationToken);

    public async Task<IReadOnlySet<RunId>> HeldRunsAsync(CancellationToken cancellationToken) => (await NamesAsync(TrainRun, cancellationToken)).Select(RunId.Parse).ToHashSet();

    public async Task<IReadOnlySet<ImportId>> HeldImportsAsync(CancellationToken cancellationToken) => (await NamesAsync(ImportDataset, cancellationToken)).Select(ImportId.Parse).ToHashSet();

    private async Task ScheduleAsync<TJob, TInput>(JobKey job, string name, TInput input, string group, TimeSpan delay, CancellationToken cancellationToken)
        where TJob : IJob<TInput>
    {
        var scheduler = await factory.GetScheduler(cancellationToken);
        // First come, first served: the time of arrival orders the triggers, and a trigger that had to wait must not be moved to a later one as a misfire.
        var trigger = TriggerBuilder.Create<TJob>()
            .WithIdentity(name, Guid.NewGuid().ToString("N"))
            .ForJob(job)
            .UsingInput(input)
            .StartAt(time.GetUtcNow() + delay)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
            .WithExecutionGroup(group)
            .Build();
        await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
    }

    private async Task<IEnumerable<string>> NamesAsync(JobKey job, CancellationToken cancellationToken)
    {
        var scheduler = await factory.GetScheduler(cancellationToken);
        return (await scheduler.GetTriggersOfJob(job, cancellationToken)).Select(t => t.Key.Name);
    }
}
