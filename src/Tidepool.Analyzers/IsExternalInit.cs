namespace System.Runtime.CompilerServices;

/// <summary>The compiler asks for this type where a record is declared; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit;
