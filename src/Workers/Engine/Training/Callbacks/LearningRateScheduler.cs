using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Schedules;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>Sets the rate at the beginning of each epoch, as Keras's does (https://keras.io/api/callbacks/learning_rate_scheduler/).</summary>
/// <param name="schedule">A declared schedule whose steps are epochs, counted through all stages.</param>
public sealed class LearningRateScheduler(LearningRateSchedule schedule)
{
    public static LearningRateScheduler Of(ComponentSpec spec) => new(ScheduleFactory.Create(spec.Component("schedule")!));

    /// <summary>The rate of an epoch.</summary>
    public float EpochBegin(int epoch) => schedule.At(epoch);
}
