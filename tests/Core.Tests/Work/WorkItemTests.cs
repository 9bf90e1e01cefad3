using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Tests.Work;

public class WorkItemTests
{
    private static readonly ProcessIdentity Here = new("boot", 7, 42);
    private static readonly Refusal Gone = new(RefusalKind.Unavailable, "work.holder.gone");

    [Fact]
    public void Acquire_WhenHeld_IsNotAllowed_AndAfterGivingBackTheTokenIsHigher()
    {
        var work = New();
        Assert.Equal(1, work.Acquire(Here));
        Assert.Throws<InvalidOperationException>(() => work.Acquire(Here));
        work.GiveBack(Gone, 1, attemptOver: true);
        Assert.False(work.IsHeldWith(1));
        Assert.Equal(2, work.Acquire(Here));
        Assert.False(work.IsHeldWith(1));
        Assert.True(work.IsHeldWith(2));
        work.End();
        Assert.False(work.IsHeldWith(2));
    }

    [Fact]
    public void Seconds_AddUpOverAttempts_AndOffsetsBeginAnew()
    {
        var work = New();
        work.Acquire(Here);
        work.BeginAttempt("a");
        work.Deliver(new(100, 10, 5));
        work.Deliver(new(90, 20, 4));
        Assert.Equal((100, 20, 5), (work.OutputOffset, work.ErrorOffset, work.Seconds));
        work.BeginAttempt("b");
        work.Deliver(new(1, 0, 2));
        Assert.Equal((1, 0, 7, 2), (work.OutputOffset, work.ErrorOffset, work.Seconds, work.Attempt));
    }

    [Fact]
    public void GiveBack_ForgetsTheAttemptOnlyWhenItIsOver()
    {
        var work = New();
        work.Acquire(Here);
        work.BeginAttempt("a");
        work.GiveBack(Gone, 0, attemptOver: false);
        Assert.Equal("a", work.Handle);
        work.Acquire(Here);
        work.GiveBack(Gone, 1, attemptOver: true);
        Assert.Null(work.Handle);
    }

    [Fact]
    public void Identity_IsReadAsItIsWritten()
    {
        Assert.Equal(Here, ProcessIdentity.Parse(Here.ToString()));
        Assert.Null(ProcessIdentity.Parse("what"));
        Assert.Null(ProcessIdentity.Parse(null));
    }

    private static WorkItem New() => new(new(Guid.NewGuid()), WorkKind.Training, WorkGroups.Cpu, 1, ProjectId.Default, DateTimeOffset.UnixEpoch);
}
