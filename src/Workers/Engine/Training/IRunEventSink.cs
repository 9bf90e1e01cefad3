using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Receives a run's events in order.</summary>
public interface IRunEventSink
{
    void Write(RunEvent runEvent);
}
