using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Work;

/// <summary>What work is for, as people see it: moves with the work in the same transaction.</summary>
public interface IWorkSubject
{
    /// <summary>A holder took the work.</summary>
    void BeginWork(DateTimeOffset now);

    /// <summary>A child is about to be started for it.</summary>
    void BeginAttempt();

    /// <summary>Nobody works on it any more; it goes on later.</summary>
    void GiveBack(Refusal reason);
}
