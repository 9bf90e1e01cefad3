namespace MlOpsDashboard.Core;

/// <summary>Bad input met deep in the engine or the host: its message is one sentence that says what was expected and what was received.</summary>
/// <remarks>The host maps it to exit code 2 and prints the sentence; nothing stored is touched.</remarks>
public sealed class RefusedException(string sentence) : Exception(sentence);
