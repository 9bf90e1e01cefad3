namespace MlOpsDashboard.Core.Callers;

/// <summary>What somebody may do in a project. Each holds those before it.</summary>
public enum Permission
{
    /// <summary>See what is there, take it away, and try a model on a picture.</summary>
    View,

    /// <summary>Import, train, register, describe, archive.</summary>
    Contribute,

    /// <summary>Decide what is served: move aliases.</summary>
    Review,

    /// <summary>Settings, and what belongs to no project.</summary>
    Administer,
}
