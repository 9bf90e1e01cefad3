namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>What became of a detection or of an object, at IoU 0.5. The kinds of error are those of Bolya et al. 2020 (TIDE: A General Toolbox for Identifying
/// Object Detection Errors).</summary>
public enum ObjectOutcome
{
    /// <summary>A detection that is an object's.</summary>
    Right,

    /// <summary>A detection of a crowd, or beyond the hundredth of its class in its picture: neither right nor wrong.</summary>
    Ignored,

    /// <summary>It covers an object of another class.</summary>
    WrongClass,

    /// <summary>It covers an object of its class too little: IoU from 0.1 to 0.5.</summary>
    PoorBox,

    /// <summary>It covers an object of another class too little.</summary>
    WrongClassAndBox,

    /// <summary>Its object was found with a better score.</summary>
    Duplicate,

    /// <summary>It covers nothing.</summary>
    Background,

    /// <summary>An object that nothing found, not even with a wrong class or a poor box.</summary>
    Missed,
}
