namespace MlOpsDashboard.Core.Callers;

/// <summary>What every request says of itself: which permission it needs, and on what. A request that says nothing is refused as a fault of the
/// program.</summary>
public interface IGuarded
{
    Needs Needs { get; }
}
