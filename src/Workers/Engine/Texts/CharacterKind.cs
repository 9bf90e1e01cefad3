namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>What a character is to words.</summary>
internal enum CharacterKind
{
    /// <summary>Stands between words.</summary>
    Separator,

    /// <summary>Is a word with the letters around it.</summary>
    Letter,

    /// <summary>Is a word by itself.</summary>
    Alone,
}
