namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Who asked a child to end.</summary>
internal enum StopReason
{
    None,
    Person,
    Shutdown,
    LeaseLost,
    Limit,
}
