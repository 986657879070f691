"""Words that people use for the same thing when they propose topics, in English and Spanish, without accents.

A line is one meaning. Matching is by word stem, so one form of each word is enough; several words are a phrase. Left
out is what means different things on different cards: "letters", "support", "level".
"""

MEANINGS: tuple[tuple[str, ...], ...] = (
    ("ai", "ia", "artificial intelligence", "inteligencia artificial", "chatgpt", "gpt", "copilot", "llm"),
    ("assess", "assessment", "evaluate", "evaluar", "evaluacion", "test", "exam", "examen", "prueba"),
    ("grade", "grading", "mark", "marking", "nota", "calificar", "calificacion"),
    ("homework", "tasks for home", "home tasks", "deberes", "tareas para casa"),
    ("phone", "smartphone", "mobile", "cell phone", "movil", "telefono", "celular"),
    ("maths", "math", "mathematics", "matematicas", "mates"),
    ("science", "ciencias"),
    ("history", "historia"),
    ("music", "musica"),
    ("art", "arte"),
    ("physics", "fisica"),
    ("reading", "read", "book", "novel", "lectura", "leer", "libro", "novela"),
    ("writing", "write", "essay", "escribir", "escritura", "redaccion"),
    ("game", "gamification", "gamify", "play", "juego", "jugar", "gamificar", "gamificacion", "ludificacion"),
    ("project", "proyecto"),
    ("pbl", "abp", "project based learning", "project learning", "aprendizaje basado en proyectos"),
    ("wellbeing", "well being", "mental health", "burnout", "stress", "self care", "bienestar", "salud emocional",
     "salud mental", "estres", "autocuidado"),
    ("parent", "family", "padre", "madre", "familia"),
    ("garden", "huerto", "jardin"),
    ("outdoor", "outside", "open air", "aire libre", "fuera del aula"),
    ("newcomer", "new pupils", "new students", "new kids", "recien llegado", "estudiantes nuevos", "alumnado nuevo"),
    ("voice", "say", "participacion"),
    ("behaviour", "behavior", "discipline", "conducta", "comportamiento", "disciplina"),
    ("inclusion", "inclusive", "special needs", "inclusivo", "necesidades especiales"),
    ("adhd", "tdah", "attention deficit"),
    ("dyslexia", "dislexia"),
    ("bullying", "acoso"),
    ("bilingual", "two languages", "multilingual", "bilingue", "dos idiomas"),
    ("video", "film", "movie", "pelicula"),
    ("code", "coding", "programming", "programar", "programacion"),
    ("meeting", "reunion"),
    ("feedback", "retroalimentacion", "retroaccion"),
    ("portfolio", "portafolio"),
    ("rubric", "rubrica"),
    ("research", "study", "investigacion", "estudio"),
    ("trip", "excursion", "field trip", "salida"),
    ("colleague", "peer", "each other", "companero", "iguales"),
    ("climate", "sustainability", "clima", "sostenibilidad"),
    ("flipped classroom", "flipped class", "aula invertida", "clase invertida"),
    ("workload", "carga de trabajo"),
    ("leadership", "leader", "liderazgo"),
    ("mindfulness", "atencion plena"),
    ("emotion", "emotional", "social emotional", "emocion", "emocional"),
)  # fmt: skip

FRAME: tuple[str, ...] = (
    "teach", "learn", "lesson", "class", "classroom", "school", "pupil", "student", "kid", "child", "teacher",
    "staff", "work", "use", "help", "share", "idea", "talk", "try", "beginner", "start", "good", "better",
    "less", "more", "want", "show", "explain", "run", "make", "get", "give", "look", "matter", "sense",
    "people", "together", "year", "time", "day", "way", "need", "know", "think", "say", "primary", "secondary",
    "practice", "skill", "yes", "no", "ensenar", "aprender", "clase", "aula", "escuela", "escolar", "colegio",
    "instituto", "alumno", "alumnado", "estudiante", "nino", "docente", "profesor", "profesorado", "maestro",
    "trabajo", "trabajar", "usar", "uso", "ayudar", "compartir", "hablar", "probar", "empezar", "bueno",
    "mejor", "menos", "mas", "querer", "mostrar", "explicar", "hacer", "dar", "tiempo", "curso", "dia", "forma",
    "manera", "primaria", "secundaria", "infantil", "si",
)  # fmt: skip
"""What is on half of the cards of any camp for educators: it says little about which topic it is."""

SILENT: tuple[str, ...] = (
    "a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "for", "with", "without", "from", "by",
    "about", "as", "is", "are", "be", "was", "were", "it", "its", "that", "this", "these", "those", "they",
    "them", "their", "we", "us", "our", "you", "your", "i", "me", "my", "he", "she", "his", "her", "not", "do",
    "does", "did", "can", "could", "would", "should", "will", "how", "what", "who", "why", "when", "where",
    "which", "like", "somebody", "anybody", "nobody", "there", "than", "then", "so", "if", "but", "have", "has",
    "had", "into", "really", "still", "one", "too", "very", "el", "la", "los", "las", "un", "una", "unos",
    "unas", "y", "e", "o", "u", "de", "del", "al", "en", "con", "sin", "para", "por", "sobre", "que", "como",
    "cual", "quien", "donde", "cuando", "se", "su", "sus", "mi", "mis", "tu", "tus", "nos", "lo", "le", "les",
    "te", "es", "son", "ser", "esta", "este", "estos", "estas", "no", "ya", "muy", "hay", "mas", "todo", "toda",
    "todos", "todas", "alguien", "entre", "puede", "puedo", "quiero", "desde",
)  # fmt: skip
"""Left out before anything is compared."""
