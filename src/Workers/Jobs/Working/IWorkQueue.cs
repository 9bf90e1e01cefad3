namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Tells the dispatcher that work waits.</summary>
public interface IWorkQueue
{
    /// <summary>Looks for waiting work soon. Work is durable once it is stored: a call that is lost costs a moment.</summary>
    void Wake();
}
