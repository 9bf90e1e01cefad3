namespace MlOpsDashboard.Core;

/// <summary>An expected refusal: one sentence that says what was expected and what was received. Shown to people as it is; exit code 2.</summary>
public sealed class RefusedException(string message) : Exception(message);
